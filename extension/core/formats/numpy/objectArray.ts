import type { FileProblem } from '../../../protocol/reader';
import type { ByteSource } from '../sources/byteSource';
import { PickleInput } from '../pytorch/pickleInput';
import { readPickle } from '../pytorch/pickleMachine';
import { pickledModel, type PickledModel } from '../pytorch/pickledModel';
import { itemsOf, PickleCall, PickleDict, PickleItems, type PickleValue } from '../pytorch/pickleValue';
import { readHeader } from './npyHeader';

/** What an array of Python objects holds: arrays by the keys and places that lead to them, and what stands beside. */
export type HeldObjects = Omit<PickledModel, 'step'>;

/**
 * Finds the arrays in an array of objects, as `numpy.save` writes a dict or a list of arrays of several lengths: behind the
 * header lies a pickle, of which nothing is run. Throws LayerglassError where that is none.
 * @param file as errors call it
 * @param prefix what names begin with; empty: with the keys
 */
export function heldObjects(source: ByteSource, file: string, prefix: string, problems: FileProblem[]): HeldObjects {
  const { start, shape } = readHeader(source, file);
  const root = readPickle(new PickleInput(source, file, start));
  const items = itemsIn(root);
  // A dict is saved as an array without axes that holds it alone.
  const held = items && (shape.length === 0 && items.length === 1 ? items[0]! : new PickleItems('list', [...items]));
  if (held === null) return { tensors: [], metadata: new Map() };
  const named = prefix ? new PickleDict() : null;
  named?.entries.push([prefix, held]);
  const noStorages = { isBigEndian: false, bytesOf: (): null => null };
  const { tensors, metadata } = pickledModel(named ?? held, noStorages, file.replace(/\.npy$/i, ''), problems);
  return { tensors, metadata };
}

/** The objects of `_reconstruct(ndarray, …)`, which are in its state as a list. */
function itemsIn(root: PickleValue): readonly PickleValue[] | null {
  if (!(root instanceof PickleCall) || !/^numpy\..*\._reconstruct$/.test(root.callee.path)) return null;
  return itemsOf(itemsOf(root.state?.at(-1))?.[4]);
}
