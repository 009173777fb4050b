const modulus = 0xffff;
/** Words that are added up before the sums are brought back below 2^32. */
const wordsAtOnce = 360;

/**
 * Fletcher's checksum of 32 bits as HDF5 has it: of big-endian words of 16 bits, an odd byte at the end as if a zero followed it.
 * https://en.wikipedia.org/wiki/Fletcher%27s_checksum
 */
export function fletcher32(bytes: Uint8Array): number {
  let low = 0;
  let high = 0;
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(at + 2 * wordsAtOnce, bytes.length);
    for (; at < end; at += 2) {
      low += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
      high += low;
    }
    low = folded(low);
    high = folded(high);
  }
  return ((high << 16) | low) >>> 0;
}

/** The remainder of ones' complement: of what is not 0 it is never 0. */
const folded = (sum: number): number => (sum === 0 ? 0 : sum % modulus || modulus);
