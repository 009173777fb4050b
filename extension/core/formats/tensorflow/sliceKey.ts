import type { Extent } from './bundleEntry';

/**
 * The key of a slice's entry: its tensor's name and extents as bytes that sort as the numbers do.
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/strings/ordered_code.cc
 * @param name with a character for each byte
 * @returns likewise
 */
export function sliceKey(name: string, extents: readonly Extent[]): string {
  const bytes = [0, ...text(name), ...unsigned(extents.length)];
  for (const extent of extents) bytes.push(...signed(extent?.start ?? 0), ...signed(extent?.length ?? -1));
  return String.fromCharCode(...bytes);
}

/** True for keys that are none of a tensor's own: those of slices begin with a number, 0. */
export const isSliceKey = (key: string): boolean => key.startsWith('\0');

function text(name: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < name.length; i++) {
    const byte = name.charCodeAt(i);
    bytes.push(byte);
    if (byte === 0) bytes.push(255);
    else if (byte === 255) bytes.push(0);
  }
  return [...bytes, 0, 1];
}

/** How many bytes, then these, the highest first. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [bytes.length, ...bytes];
}

/** As many bytes as 7 bits each and a sign need; their number stands in the first bits. */
function signed(value: number): number[] {
  const size = BigInt(value < 0 ? -value - 1 : value);
  const bits = size === 0n ? 0 : size.toString(2).length;
  const length = Math.floor(bits / 7) + 1;
  const whole = BigInt.asUintN(80, BigInt(value));
  const bytes = Array.from({ length }, (_, i) => Number((whole >> BigInt(8 * (length - 1 - i))) & 0xffn));
  // So many bits that are 1, from the highest on, and turned round for a negative number.
  for (let bit = 0; bit < length; bit++) bytes[bit >> 3]! ^= 0x80 >> (bit & 7);
  return bytes;
}
