import lock from './nativePackages.json';

export interface Wheel {
  /** Of the package in the Python registry. */
  requirement: string;
  sha256: string;
  sizeBytes: number;
  /** Its platform tag, which any pip takes, however old. */
  platformTag: string;
}

/**
 * What native TensorFlow is put together from. tfjs-node's own install script fetches the C library from a download host;
 * TensorFlow's Python wheel carries the same library, and a package registry serves it with a checksum.
 */
export const nativeRecipe = {
  tensorflowVersion: '2.15.1',
  tfjsVersion: lock.packages['node_modules/@tensorflow/tfjs-node'].version,
  /** A package-lock.json: each package with its integrity. Made by `npm install --package-lock-only` of its first entry. */
  lock,
  /** Made for CPython 3.11; any Python 3.8 or later can fetch it. By `process.platform` and `process.arch`. */
  wheels: {
    'linux-x64': {
      requirement: 'tensorflow-cpu==2.15.1',
      sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
      sizeBytes: 206_900_000,
      platformTag: 'manylinux2014_x86_64',
    },
    'linux-arm64': {
      requirement: 'tensorflow-cpu-aws==2.15.1',
      sha256: 'd4c3a3a9363bf42999adedbbd514e3a133be2d62f61fee9cfa46aaefb087c09e',
      sizeBytes: 204_000_000,
      platformTag: 'manylinux2014_aarch64',
    },
  } as Partial<Record<string, Wheel>>,
  /** Without a dot: pip before 19.2 takes it only so. */
  wheelPython: { version: '311', abi: 'cp311' },
  /** Where tfjs-node's own install script finds a library to download (its scripts/deps-constants.js). */
  scriptPlatforms: ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'],
  /** The wheel, what is taken out of it, and the packages: at the same time on the disk. */
  neededBytes: 1.4e9,
};

/** The wheel with the library for this machine; undefined where there is none. */
export const wheelHere = (): Wheel | undefined => nativeRecipe.wheels[`${process.platform}-${process.arch}`];

/** Changes with what is put together: what an older version of Layerglass has begun is not gone on with. */
export const recipeKey = (): string =>
  [nativeRecipe.tfjsVersion, nativeRecipe.tensorflowVersion, process.platform, process.arch, wheelHere()?.sha256]
    .filter(Boolean)
    .join(' ');
