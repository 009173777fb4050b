import type { ByteSource } from '../sources/byteSource';
import { cursorAt, zeroEndedText } from './byteCursor';
import type { Datatype } from './datatype';
import { heapStrings, referenceBytes } from './globalHeap';
import type { Hdf5File } from './hdf5File';

const maxStringBytes = 2 ** 16;

/** Strings that all have the same bytes, zeros or blanks at their end. */
export const fixedStrings =
  (source: ByteSource, at: number, { itemBytes }: Datatype) =>
  (first: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => {
      const bytes = new Uint8Array(Math.min(itemBytes, maxStringBytes));
      source.read(bytes, at + (first + i) * itemBytes);
      return zeroEndedText(bytes);
    });

/** Strings that are elsewhere in the file, each as long as it is: what leads to them is one after another. */
export const referredStrings =
  (file: Hdf5File, source: ByteSource, at: number) =>
  (first: number, count: number): string[] => {
    const each = referenceBytes(file);
    return heapStrings(file, cursorAt(source, at + first * each, count * each), count, maxStringBytes);
  };

/** The same where what leads to them is packed: the library finds them. */
export const variableStrings =
  (file: Hdf5File, path: string, shape: readonly number[]) =>
  (first: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => {
      let rest = first + i;
      const offset = shape.map(() => 0);
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        offset[axis] = rest % shape[axis]!;
        rest = Math.floor(rest / shape[axis]!);
      }
      return file.readText(path, offset, maxStringBytes);
    });
