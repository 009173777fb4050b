import { badHdf5 } from './byteCursor';

/**
 * What LZF has packed: a copy, which is shorter than `mostBytes` where the packed bytes end before. A control byte below 32 is
 * followed by as many bytes as it says and one more, which stand for themselves; any other one says how far back, and how much,
 * of what is there already comes again. Throws LayerglassError `bad-hdf5` where it says what cannot be.
 * http://software.schmorp.de/pkg/liblzf.html
 */
export function unpackLzf(packed: Uint8Array, mostBytes: number): Uint8Array {
  const into = new Uint8Array(mostBytes);
  let made = 0;
  let at = 0;
  while (at < packed.length) {
    const control = packed[at++]!;
    if (control < 32) {
      const length = control + 1;
      if (at + length > packed.length || made + length > mostBytes) throw badHdf5('what LZF has packed does not fit');
      into.set(packed.subarray(at, at + length), made);
      at += length;
      made += length;
      continue;
    }
    // 3 bits of length, of which 7 says that another byte is added; 5 bits and a byte of distance.
    const isLong = control >> 5 === 7;
    if (at + (isLong ? 2 : 1) > packed.length) throw badHdf5('what LZF has packed ends too early');
    const length = (control >> 5) + 2 + (isLong ? packed[at++]! : 0);
    const from = made - (((control & 31) << 8) | packed[at++]!) - 1;
    if (from < 0 || made + length > mostBytes) throw badHdf5('what LZF has packed does not fit');
    // What is copied may reach into what it makes.
    for (let i = 0; i < length; i++) into[made + i] = into[from + i]!;
    made += length;
  }
  return into.subarray(0, made);
}
