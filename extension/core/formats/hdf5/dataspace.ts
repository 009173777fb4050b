import { isShape } from '../tensors/tensorEntry';
import { badHdf5, ByteCursor } from './byteCursor';
import type { Superblock } from './superblock';

/** The shape that a dataspace message says; of nothing at all `[0]`. Throws LayerglassError `bad-hdf5`. */
export function dataspaceShape({ lengthBytes }: Superblock, bytes: Uint8Array): number[] {
  const space = new ByteCursor(bytes);
  const version = space.u8();
  const axes = space.u8();
  space.skip(1);
  const kind = space.u8();
  if (version === 1) space.skip(4);
  else if (version !== 2) throw badHdf5('a shape of an unknown version');
  // 2: there is nothing, not even one value.
  if (version === 2 && kind === 2) return [0];
  const shape = Array.from({ length: axes }, () => space.uint(lengthBytes));
  const words = shape.join(' × ');
  if (!isShape(shape)) throw badHdf5(`its shape would be ${words}`);
  return shape;
}
