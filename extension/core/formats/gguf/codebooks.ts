import { packedCodebooks } from './codebooks.generated';

/** What codes stand for: `width` values for each, one behind the other. */
export interface Codebook {
  values: Int8Array;
  width: number;
}
type Name = keyof typeof packedCodebooks;

const unpacked = new Map<Name, Codebook>();

/** The codebook of a type; IQ1_M has that of IQ1_S. */
export function codebook(name: Name): Codebook {
  let book = unpacked.get(name);
  if (!book) unpacked.set(name, (book = unpack(name)));
  return book;
}

function unpack(name: Name): Codebook {
  const { levels, width, bits, base64 } = packedCodebooks[name];
  const packed = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const inByte = 8 / bits;
  const values = new Int8Array(packed.length * inByte);
  for (let i = 0; i < values.length; i++) {
    const byte = packed[Math.floor(i / inByte)]!;
    values[i] = levels[(byte >> (bits * (i % inByte))) & ((1 << bits) - 1)]!;
  }
  return { values, width };
}
