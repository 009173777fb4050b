import { badHdf5, zeroEndedText, type ByteCursor } from './byteCursor';
import type { Hdf5File } from './hdf5File';

const maxHeapBytes = 2 ** 26;

/** Bytes of what leads to a string that is elsewhere: its length, a heap's address, its number there. */
export const referenceBytes = ({ superblock }: Hdf5File): number => 8 + superblock.offsetBytes;

/** Strings that are elsewhere, each cut after `maxBytes`. Throws LayerglassError. */
export function heapStrings(file: Hdf5File, references: ByteCursor, count: number, maxBytes: number): string[] {
  const { offsetBytes } = file.superblock;
  // Neighbours are in one heap: the last one is kept.
  let last: { address: number; objects: Map<number, Uint8Array> } | null = null;
  return Array.from({ length: count }, () => {
    const length = references.u32();
    const address = references.uint(offsetBytes);
    const index = references.u32();
    if (length === 0) return '';
    if (last?.address !== address) last = { address, objects: heapObjects(file, address) };
    const bytes = last.objects.get(index);
    if (!bytes || bytes.length < length) throw badHdf5('a text is not where it is said to be');
    return zeroEndedText(bytes.subarray(0, Math.min(length, maxBytes)));
  });
}

function heapObjects({ source, superblock }: Hdf5File, address: number): Map<number, Uint8Array> {
  const { base, lengthBytes } = superblock;
  const place = base + address;
  const head = source.cursor(place, 8 + lengthBytes);
  if (!head.isSigned('GCOL')) throw badHdf5('a heap of texts is not where it is said to be');
  head.skip(4);
  const size = head.uint(lengthBytes);
  if (size > maxHeapBytes) throw badHdf5(`a heap of ${size} bytes`);
  const heap = source.cursor(place, size);
  heap.skip(head.at);
  const objects = new Map<number, Uint8Array>();
  while (size - heap.at >= 8 + lengthBytes) {
    const index = heap.u16();
    heap.skip(6);
    const length = heap.uint(lengthBytes);
    // 0: what is free, up to the end.
    if (index === 0) break;
    objects.set(index, heap.slice(length));
    heap.skip(Math.min(8 * Math.ceil(length / 8) - length, size - heap.at));
  }
  return objects;
}
