/** TensorFlow stores checksums turned round, so that one of data with checksums in them stays good. */
export function unmasked(checksum: number): number {
  const turned = (checksum - 0xa282ead8) >>> 0;
  return ((turned >>> 17) | (turned << 15)) >>> 0;
}
