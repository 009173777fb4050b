import { isShape } from '../tensors/tensorEntry';
import { badHdf5, type ByteCursor } from './byteCursor';
import type { Superblock } from './superblock';

/** The shape that a dataspace message says; of nothing at all `[0]`. Throws LayerglassError `bad-hdf5`. */
export function dataspaceShape({ lengthBytes }: Superblock, space: ByteCursor): number[] {
  const version = space.u8();
  const axes = space.u8();
  space.skip(1);
  const kind = space.u8();
  if (version === 1) space.skip(4);
  else if (version !== 2) throw badHdf5('a shape of an unknown version');
  // 2: there is nothing, not even one value.
  if (version === 2 && kind === 2) return [0];
  // As long as it will be: one that grows takes room for 17 sizes, and there may be 100,000.
  const shape = new Array<number>(axes);
  for (let axis = 0; axis < axes; axis++) shape[axis] = space.uint(lengthBytes);
  const sizes: readonly unknown[] = shape;
  if (!isShape(sizes)) throw badHdf5(`its shape would be ${shape.join(' × ')}`);
  return shape;
}
