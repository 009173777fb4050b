import type { Shape } from '../../../protocol/model';
import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';
import { onnxType } from './onnxTypes';

/** What is told of a value of a graph. */
export interface ValueInfo {
  name: string;
  dtype: string;
  /** Null where it is not told; null for an axis whose size is a name. */
  shape: Shape | null;
}

const maxAxes = 64;
/** Of values that are no tensors only that is shown. */
const others: Record<number, string> = { 4: 'sequence', 5: 'map', 7: 'opaque', 9: 'optional' };

/** Reads a ValueInfoProto. Throws LayerglassError `bad-message`. */
export function readValueInfo(scanner: ProtobufScanner, range: ByteRange): ValueInfo {
  const info: ValueInfo = { name: '', dtype: '', shape: null };
  for (const f of scanner.fields(range))
    if (f.field === 1 && f.type === 'block') info.name = scanner.text(f);
    else if (f.field === 2 && f.type === 'block') readType(scanner, f, info);
  return info;
}

function readType(scanner: ProtobufScanner, range: ByteRange, info: ValueInfo): void {
  for (const f of scanner.fields(range)) {
    if (f.type !== 'block') continue;
    info.dtype = others[f.field] ?? info.dtype;
    if (f.field !== 1 && f.field !== 8) continue;
    for (const part of scanner.fields(f))
      if (part.field === 1 && part.type === 'varint') info.dtype = onnxType(part.value).dtype;
      else if (part.field === 2 && part.type === 'block') info.shape = readShape(scanner, part);
  }
}

function readShape(scanner: ProtobufScanner, range: ByteRange): Shape {
  const shape: Shape = [];
  for (const f of scanner.fields(range)) {
    if (f.field !== 1 || f.type !== 'block' || shape.length >= maxAxes) continue;
    let size: number | null = null;
    for (const part of scanner.fields(f))
      if (part.field === 1 && part.type === 'varint') size = part.value >= 0 ? part.value : null;
    shape.push(size);
  }
  return shape;
}
