import * as tf from '@tensorflow/tfjs-node';
import { readDigits } from './digitFiles';

export interface Examples {
  /** [count, 28, 28, 1], 0 to 1. */
  xs: tf.Tensor4D;
  /** [count, 10], one-hot. */
  ys: tf.Tensor2D;
}

/** Returns training and validation examples from the MNIST files in `folder`, at most so many of each; without one, drawn digits. */
export function loadDigits(folder?: string, { train = 4000, valid = 1000 } = {}): { train: Examples; valid: Examples } {
  return { train: load('train', train, folder), valid: load('t10k', valid, folder) };
}

function load(part: 'train' | 't10k', limit: number, folder?: string): Examples {
  const { count, pixels, labels } = readDigits(part, limit, folder);
  return {
    xs: tf.tensor4d(pixels, [count, 28, 28, 1]),
    ys: tf.tidy(() => tf.oneHot(tf.tensor1d(labels, 'int32'), 10) as tf.Tensor2D),
  };
}
