import { protobufFields } from '../../runs/protobufReader';

/** The key under which TensorFlow 2 stores what its objects hold. */
export const objectGraphKey = '_CHECKPOINTABLE_OBJECT_GRAPH';

export interface ObjectGraph {
  /** The name that a variable has, `dense/kernel`, by its key. */
  names: Map<string, string>;
  /** Keys of what optimizers keep of a variable. */
  slots: Set<string>;
}

/** TrackableObjectGraph: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/trackable_object_graph.proto. */
export function decodeObjectGraph(bytes: Uint8Array): ObjectGraph {
  const graph: ObjectGraph = { names: new Map(), slots: new Set() };
  const keys: string[][] = [];
  const slotNodes: number[] = [];
  for (const node of protobufFields(bytes)) {
    if (node.type !== 'block' || node.field !== 1) continue;
    const own: string[] = [];
    for (const part of protobufFields(node.value)) {
      if (part.type !== 'block') continue;
      if (part.field === 2) {
        const { 2: name = '', 3: key = '' } = textsOf(part.value);
        if (!key) continue;
        own.push(key);
        if (name) graph.names.set(key, name);
      } else if (part.field === 3)
        for (const slot of protobufFields(part.value))
          if (slot.type === 'varint' && slot.field === 3) slotNodes.push(slot.value);
    }
    keys.push(own);
  }
  for (const node of slotNodes) for (const key of keys[node] ?? []) graph.slots.add(key);
  return graph;
}

function textsOf(message: Uint8Array): Record<number, string> {
  const texts: Record<number, string> = {};
  for (const part of protobufFields(message))
    if (part.type === 'block') texts[part.field] = new TextDecoder().decode(part.value);
  return texts;
}
