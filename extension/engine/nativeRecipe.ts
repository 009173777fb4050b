import lock from './nativePackages.json';

/**
 * What native TensorFlow is put together from. tfjs-node's own install script fetches the C library from a download host;
 * TensorFlow's Python wheel carries the same library, and a package registry serves it with a checksum.
 */
export const nativeRecipe = {
  tensorflowVersion: '2.15.1',
  tfjsVersion: lock.packages['node_modules/@tensorflow/tfjs-node'].version,
  /** A package-lock.json: each package with its integrity. Made by `npm install --package-lock-only` of its first entry. */
  lock,
  /** Made for Python 3.11; any Python 3 can fetch it. By `process.platform` and `process.arch`. */
  wheels: {
    'linux-x64': {
      requirement: 'tensorflow-cpu==2.15.1',
      sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
    },
    'linux-arm64': {
      requirement: 'tensorflow-cpu-aws==2.15.1',
      sha256: 'd4c3a3a9363bf42999adedbbd514e3a133be2d62f61fee9cfa46aaefb087c09e',
    },
  } as Partial<Record<string, { requirement: string; sha256: string }>>,
  wheelPythonVersion: '3.11',
  /** The wheel, what is taken out of it, and the packages: at the same time on the disk. */
  neededBytes: 1.4e9,
};
