/** True where none of the bytes from `start` to `end` is beyond ASCII: then they are their characters' codes. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! >= 128) return false;
  return true;
}
