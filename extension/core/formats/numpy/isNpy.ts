/** `\x93NUMPY`. */
const signature = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** True where the first bytes are those of an array that NumPy has written. */
export const isNpy = (start: Uint8Array): boolean => signature.every((byte, i) => start[i] === byte);
