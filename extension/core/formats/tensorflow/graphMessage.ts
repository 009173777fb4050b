import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';

const maxNameBytes = 2 ** 10;

/** A function of a library: FunctionDef, https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/function.proto. */
export interface FunctionMessage {
  name: string;
  range: ByteRange;
  /** OpDef. */
  signature: ByteRange | null;
}

/** The functions that a graph (GraphDef) has beside it. */
export function* graphFunctions(scanner: ProtobufScanner, graph: ByteRange): Generator<FunctionMessage> {
  for (const part of scanner.fields(graph)) {
    if (part.type !== 'block' || part.field !== 2) continue;
    for (const own of scanner.fields(part)) {
      if (own.type !== 'block' || own.field !== 1) continue;
      let signature: ByteRange | null = null;
      for (const inner of scanner.fields(own))
        if (inner.type === 'block' && inner.field === 1) {
          signature = inner;
          break;
        }
      yield { name: signature ? firstText(scanner, signature) : '', range: own, signature };
    }
  }
}

const firstText = (scanner: ProtobufScanner, range: ByteRange): string => {
  for (const part of scanner.fields(range))
    if (part.type === 'block' && part.field === 1) return scanner.text(part, maxNameBytes);
  return '';
};

/** Nodes of the graph itself, and then of its functions, `owner` being their names. */
export function* graphParts(scanner: ProtobufScanner, graph: ByteRange): Generator<{ owner: string; node: ByteRange }> {
  for (const part of scanner.fields(graph))
    if (part.type === 'block' && part.field === 1) yield { owner: '', node: part };
  for (const { name, range } of graphFunctions(scanner, graph))
    for (const part of scanner.fields(range))
      if (part.type === 'block' && part.field === 3) yield { owner: name, node: part };
}
