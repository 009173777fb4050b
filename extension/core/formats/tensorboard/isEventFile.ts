import { isEventFileName } from '../../logs/isEventFileName';
import { maskedCrc32c } from '../../runs/crc32c';
import { recordHeaderBytes } from '../../runs/eventRecord';

/** Whether a file is one of TensorBoard's: so it is called, and it begins with a record whose length has its checksum. */
export const isEventFile = (place: string, start: Uint8Array): boolean =>
  isEventFileName(place) &&
  start.length >= recordHeaderBytes &&
  new DataView(start.buffer, start.byteOffset).getUint32(8, true) === maskedCrc32c(start.subarray(0, 8));
