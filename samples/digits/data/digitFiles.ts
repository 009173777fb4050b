// Digits in the files of MNIST. Without a folder of real ones they are drawn, once, into data/generated.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { drawDigit } from './drawDigits';
import { readIdx, writeIdx } from './idx';

export interface Digits {
  count: number;
  /** [count, 28, 28, 1], 0 to 1. */
  pixels: Float32Array;
  /** Which digit each of them is. */
  labels: Uint8Array;
}

/** Returns at most `limit` digits of the training or test files in `folder`. */
export function readDigits(part: 'train' | 't10k', limit: number, folder = drawnDigits()): Digits {
  const images = readIdx(path.join(folder, `${part}-images-idx3-ubyte`));
  const labels = readIdx(path.join(folder, `${part}-labels-idx1-ubyte`));
  const count = Math.min(limit, labels.values.length);
  return {
    count,
    pixels: Float32Array.from(images.values.subarray(0, count * 28 * 28), grey => grey / 255),
    labels: labels.values.slice(0, count),
  };
}

/** Draws the digits if that was not done yet. Returns their folder. */
function drawnDigits(): string {
  const folder = path.join(__dirname, 'generated');
  if (fs.existsSync(path.join(folder, 't10k-labels-idx1-ubyte'))) return folder;
  fs.mkdirSync(folder, { recursive: true });
  const random = repeatableRandom(1);
  for (const [part, count] of [
    ['train', 4000],
    ['t10k', 1000],
  ] as const) {
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
    const images = new Uint8Array(count * 28 * 28);
    labels.forEach((digit, i) => images.set(drawDigit(digit, random), i * 28 * 28));
    writeIdx(path.join(folder, `${part}-images-idx3-ubyte`), [count, 28, 28], images);
    writeIdx(path.join(folder, `${part}-labels-idx1-ubyte`), [count], labels);
  }
  return folder;
}

/** The same numbers on every machine, without touching Math.random (Mulberry32). */
function repeatableRandom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), seed | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
