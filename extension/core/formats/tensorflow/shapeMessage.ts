import type { Shape } from '../../../protocol/model';
import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';

/** As many axes as a shape is told with. */
const maxAxes = 255;

/**
 * TensorShapeProto; null where not even the number of axes is known, an axis that is known at run time only is null.
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/tensor_shape.proto
 */
export function shapeOf(scanner: ProtobufScanner, range: ByteRange): Shape | null {
  const shape: Shape = [];
  for (const part of scanner.fields(range)) {
    if (part.type === 'varint' && part.field === 3 && part.value !== 0) return null;
    if (part.type !== 'block' || part.field !== 2 || shape.length >= maxAxes) continue;
    let size = 0;
    for (const inner of scanner.fields(part)) if (inner.type === 'varint' && inner.field === 1) size = inner.value;
    shape.push(size < 0 ? null : size);
  }
  return shape;
}

/** `[?, 3]`; `?` where nothing is known. */
export const shapeText = (shape: Shape | null): string =>
  shape ? `[${shape.map(size => size ?? '?').join(', ')}]` : '?';
