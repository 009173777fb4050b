import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';

/** NodeDef: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/node_def.proto. */
export interface NodeMessage {
  name: string;
  op: string;
  /** Without control edges. */
  inputs: string[];
  /** AttrValue by name. */
  attributes: Map<string, ByteRange>;
}

const maxNameBytes = 2 ** 10;
/** Of one node; what is beyond is left out. */
const maxInputs = 10_000;
const maxAttributes = 200;

export function readNode(scanner: ProtobufScanner, range: ByteRange): NodeMessage {
  const node: NodeMessage = { name: '', op: '', inputs: [], attributes: new Map() };
  for (const part of scanner.fields(range)) {
    if (part.type !== 'block') continue;
    if (part.field === 1) node.name = scanner.text(part, maxNameBytes);
    else if (part.field === 2) node.op = scanner.text(part, maxNameBytes);
    else if (part.field === 3) {
      const input = scanner.text(part, maxNameBytes);
      if (!input.startsWith('^') && node.inputs.length < maxInputs) node.inputs.push(input);
    } else if (part.field === 5 && node.attributes.size < maxAttributes) {
      const { key, value } = mapEntry(scanner, part);
      node.attributes.set(key, value);
    }
  }
  return node;
}

/** An entry of a map whose keys are strings and whose values are messages. */
export function mapEntry(scanner: ProtobufScanner, range: ByteRange): { key: string; value: ByteRange } {
  let key = '';
  let value: ByteRange = { at: range.end, end: range.end };
  for (const part of scanner.fields(range)) {
    if (part.type !== 'block') continue;
    if (part.field === 1) key = scanner.text(part, maxNameBytes);
    else if (part.field === 2) value = { at: part.at, end: part.end };
  }
  return { key, value };
}
