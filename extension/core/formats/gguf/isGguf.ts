/** True where the first bytes are those of a GGUF file. */
export const isGguf = (start: Uint8Array): boolean =>
  start.length >= 8 && String.fromCharCode(...start.subarray(0, 4)) === 'GGUF';
