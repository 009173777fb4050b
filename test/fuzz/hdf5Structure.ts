import { maxFields, number, type Field } from './field';

/** Behind a superblock. */
const minAddress = 48;

/** Messages and blocks of HDF5 that have a name: the numbers behind it are sizes, counts and addresses. */
const hdf5Marks = [
  'TREE',
  'HEAP',
  'SNOD',
  'OHDR',
  'OCHK',
  'FRHP',
  'FHDB',
  'FHIB',
  'BTHD',
  'BTLF',
  'BTIN',
  'GCOL',
  'FADB',
  'EAHD',
];
/** Numbers of blocks that have a name, and addresses, each of which becomes another of the file's: then it leads in circles, or astray. */
export function hdf5Fields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  for (let at = 8; at < 96; at += 4) fields.push(number(at, 4), number(at, 8));
  const text = Buffer.from(bytes).toString('latin1');
  for (const mark of hdf5Marks)
    for (let at = text.indexOf(mark); at >= 0 && fields.length < maxFields; at = text.indexOf(mark, at + 4))
      for (const offset of [4, 5, 6, 8, 16, 24, 32]) fields.push(number(at + offset, 1), number(at + offset, 8));
  return [...fields, ...addressFields(bytes)];
}

/** What looks like an address: eight bytes, as these lie in a file by default. */
function addressFields(bytes: Uint8Array): Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places: number[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 4) {
    const address = view.getUint32(at, true);
    if (view.getUint32(at + 4, true) === 0 && address >= minAddress && address < bytes.length) places.push(at);
  }
  const step = Math.ceil(places.length / maxFields);
  return places
    .filter((_, i) => i % step === 0)
    .map(place => ({
      change(before, random) {
        const other = random.pick(places);
        const changed = before.slice();
        changed.set(before.subarray(other, other + 8), place);
        return changed;
      },
    }));
}
