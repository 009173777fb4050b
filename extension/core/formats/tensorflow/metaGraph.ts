import type { Shape } from '../../../protocol/model';
import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';
import { mapEntry } from './nodeMessage';
import { shapeOf } from './shapeMessage';
import { typeName } from './tensorTypes';

/** A value that goes into a model or comes out of it. */
export interface SignatureValue {
  /** As the caller calls it. */
  key: string;
  /** As the graph calls it. */
  name: string;
  dtype: string;
  shape: Shape | null;
}
export interface Signature {
  name: string;
  inputs: SignatureValue[];
  outputs: SignatureValue[];
}

/** MetaGraphDef: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/meta_graph.proto. */
export interface MetaGraph {
  tags: string[];
  /** Version of the TensorFlow that wrote it; empty where it does not say. */
  version: string;
  graph: ByteRange | null;
  signatures: Signature[];
  /** Names of variables in TensorFlow 1's collections; null where it has no such collection. */
  variables: Set<string> | null;
  trainable: Set<string> | null;
}

const maxListed = 10_000;

export function readMetaGraph(scanner: ProtobufScanner, range: ByteRange): MetaGraph {
  const meta: MetaGraph = { tags: [], version: '', graph: null, signatures: [], variables: null, trainable: null };
  for (const part of scanner.fields(range)) {
    if (part.type !== 'block') continue;
    if (part.field === 1) readInfo(scanner, part, meta);
    else if (part.field === 2) meta.graph = { at: part.at, end: part.end };
    else if (part.field === 4) {
      const { key, value } = mapEntry(scanner, part);
      const own = key === 'trainable_variables' ? 'trainable' : key === 'variables' ? 'variables' : null;
      if (own) meta[own] = collection(scanner, value);
    } else if (part.field === 5 && meta.signatures.length < maxListed) {
      const { key, value } = mapEntry(scanner, part);
      meta.signatures.push(signature(scanner, key, value));
    }
  }
  return meta;
}

/** MetaInfoDef. */
function readInfo(scanner: ProtobufScanner, range: ByteRange, meta: MetaGraph): void {
  for (const part of scanner.fields(range)) {
    if (part.type !== 'block') continue;
    if (part.field === 4 && meta.tags.length < maxListed) meta.tags.push(scanner.text(part));
    else if (part.field === 5) meta.version = scanner.text(part, 64);
  }
}

/** Names of the variables in a CollectionDef, which are VariableDefs. */
function collection(scanner: ProtobufScanner, range: ByteRange): Set<string> {
  const names = new Set<string>();
  for (const list of scanner.fields(range)) {
    if (list.type !== 'block' || list.field !== 2) continue;
    for (const each of scanner.fields(list)) {
      if (each.type !== 'block' || each.field !== 1 || names.size >= 10 * maxListed) continue;
      const { name, slice } = variable(scanner, each);
      names.add(slice ?? name.replace(/:0$/, ''));
    }
  }
  return names;
}

/** VariableDef: its name, and that of the variable of which it is a part. */
function variable(scanner: ProtobufScanner, range: ByteRange): { name: string; slice: string | null } {
  let name = '';
  let slice: string | null = null;
  for (const part of scanner.fields(range)) {
    if (part.type !== 'block') continue;
    if (part.field === 1) name = scanner.text(part);
    else if (part.field === 4)
      for (const inner of scanner.fields(part))
        if (inner.type === 'block' && inner.field === 1) slice = scanner.text(inner) || null;
  }
  return { name, slice };
}

/** SignatureDef. */
function signature(scanner: ProtobufScanner, name: string, range: ByteRange): Signature {
  const own: Signature = { name, inputs: [], outputs: [] };
  for (const part of scanner.fields(range)) {
    if (part.type !== 'block' || (part.field !== 1 && part.field !== 2)) continue;
    const { key, value } = mapEntry(scanner, part);
    const list = part.field === 1 ? own.inputs : own.outputs;
    if (list.length < maxListed) list.push(tensorInfo(scanner, key, value));
  }
  const byKey = (a: SignatureValue, b: SignatureValue): number => (a.key < b.key ? -1 : 1);
  own.inputs.sort(byKey);
  own.outputs.sort(byKey);
  return own;
}

/** TensorInfo. */
function tensorInfo(scanner: ProtobufScanner, key: string, range: ByteRange): SignatureValue {
  const value: SignatureValue = { key, name: '', dtype: '', shape: null };
  for (const part of scanner.fields(range))
    if (part.type === 'varint' && part.field === 2) value.dtype = typeName(part.value);
    else if (part.type !== 'block') continue;
    else if (part.field === 1) value.name = scanner.text(part).replace(/:0$/, '');
    else if (part.field === 3) value.shape = shapeOf(scanner, part);
  return value;
}
