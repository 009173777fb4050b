import type { InitializerName } from '../../protocol/initializers';

/** How the values of a weight are drawn. */
export type Distribution =
  { kind: 'normal'; stddev: number } | { kind: 'truncatedNormal'; stddev: number } | { kind: 'uniform'; limit: number };

/** Beyond so many values those that were drawn are used again, in pieces that begin anywhere. */
const maxDrawn = 2 ** 22;
const pieceLength = 4096;

/** Scale over the number of inputs, or over the mean of inputs and outputs; as in TensorFlow.js' VarianceScaling. */
const scales: Record<InitializerName, { scale: number; isOverInputs: boolean; isNormal: boolean }> = {
  heNormal: { scale: 2, isOverInputs: true, isNormal: true },
  heUniform: { scale: 2, isOverInputs: true, isNormal: false },
  glorotNormal: { scale: 1, isOverInputs: false, isNormal: true },
  glorotUniform: { scale: 1, isOverInputs: false, isNormal: false },
  leCunNormal: { scale: 1, isOverInputs: true, isNormal: true },
  leCunUniform: { scale: 1, isOverInputs: true, isNormal: false },
};

/**
 * The distribution that an initializer of TensorFlow.js draws a weight of this shape from: its `normal` ones are cut at two
 * standard deviations, and not widened to make up for that.
 */
export function distributionOf(initializer: InitializerName, shape: readonly number[]): Distribution {
  const { scale, isOverInputs, isNormal } = scales[initializer];
  const { inputs, outputs } = fans(shape);
  const variance = scale / Math.max(1, isOverInputs ? inputs : (inputs + outputs) / 2);
  return isNormal
    ? { kind: 'truncatedNormal', stddev: Math.sqrt(variance) }
    : { kind: 'uniform', limit: Math.sqrt(3 * variance) };
}

/** Values that an output is the sum of, and outputs that an input is part of; as TensorFlow.js counts them, for every layer alike. */
function fans(shape: readonly number[]): { inputs: number; outputs: number } {
  const size = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);
  if (shape.length < 2 || shape.length > 5) {
    const side = Math.sqrt(size(shape));
    return { inputs: side, outputs: side };
  }
  const places = size(shape.slice(0, -2));
  return { inputs: places * shape.at(-2)!, outputs: places * shape.at(-1)! };
}

/** So many values of the distribution, in float32. `random` gives numbers from 0, included, to 1, not included. */
export function drawWeights(distribution: Distribution, count: number, random: () => number): Float32Array {
  const values = new Float32Array(count);
  const drawn = Math.min(count, maxDrawn);
  const next = sampler(distribution, random);
  for (let i = 0; i < drawn; i++) values[i] = next();
  for (let at = drawn; at < count; at += pieceLength) {
    const from = Math.floor(random() * (drawn - pieceLength));
    values.copyWithin(at, from, from + Math.min(pieceLength, count - at));
  }
  return values;
}

function sampler(distribution: Distribution, random: () => number): () => number {
  if (distribution.kind === 'uniform') return () => (2 * random() - 1) * distribution.limit;
  const { kind, stddev } = distribution;
  const most = kind === 'truncatedNormal' ? 2 : Infinity;
  let spare: number | null = null;
  return () => {
    for (;;) {
      let value = spare;
      spare = null;
      if (value === null) {
        // Box and Muller 1958: two independent values at a time
        const radius = Math.sqrt(-2 * Math.log(1 - random()));
        const angle = 2 * Math.PI * random();
        value = radius * Math.cos(angle);
        spare = radius * Math.sin(angle);
      }
      if (Math.abs(value) <= most) return value * stddev;
    }
  };
}
