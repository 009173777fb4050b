import type { Shape } from '../../../protocol/model';
import {
  axisIn,
  biasOf,
  count,
  first,
  keepsShape,
  known,
  product,
  trained,
  unknown,
  type LayerRule,
  type Size,
} from './layerRule';
import { inputShapeOf, shapeIn } from './modelGraph';
import { withLora } from './quantizedWeights';

const input: LayerRule = { outputs: (_, config) => [inputShapeOf(config) ?? unknown()] };

const dense: LayerRule = {
  outputs: (inputs, config) => [[...first(inputs).slice(0, -1), count(config, 'units')]],
  weights: (inputs, config) => {
    const units = count(config, 'units');
    return [trained('kernel', [known(first(inputs).at(-1)), units]), ...biasOf(config, [units])];
  },
};

const embedding: LayerRule = {
  outputs: (inputs, config) => [[...first(inputs), count(config, 'output_dim')]],
  weights: (_, config) => [trained('embeddings', [count(config, 'input_dim'), count(config, 'output_dim')])],
};

const flatten: LayerRule = {
  outputs: inputs => {
    const [batch = null, ...rest] = first(inputs);
    return [[batch, product(rest)]];
  },
};

/** -1 is what is left over, where all that goes in is known. */
const reshape: LayerRule = {
  outputs: (inputs, config) => {
    const [batch = null, ...rest] = first(inputs);
    const target = config['target_shape'];
    if (!Array.isArray(target) || !target.every(n => n === null || Number.isSafeInteger(n))) return unknown();
    const wanted = (target as Size[]).map(size => size ?? -1);
    const given = wanted.filter(size => size >= 0).reduce((a, b) => a * b, 1);
    const all = product(rest);
    const left = all === null ? null : given > 0 && all % given === 0 ? all / given : unknown();
    if (wanted.filter(size => size < 0).length > 1) return unknown();
    if (all !== null && !wanted.some(size => size < 0) && given !== all) return unknown();
    return [[batch, ...wanted.map(size => (size < 0 ? left : size))]];
  },
};

const permute: LayerRule = {
  outputs: (inputs, config) => {
    const shape = first(inputs);
    const dims = shapeIn(config['dims']) ?? unknown();
    if (dims.length !== shape.length - 1) return unknown();
    return [[shape[0] ?? null, ...dims.map(axis => shape[axisIn(axis, shape.length)] ?? null)]];
  },
};

const repeatVector: LayerRule = {
  outputs: (inputs, config) => {
    const [batch = null, size = null, ...more] = first(inputs);
    return more.length ? unknown() : [[batch, count(config, 'n'), size]];
  },
};

const prelu: LayerRule = {
  ...keepsShape,
  weights: (inputs, config) => {
    const shape = first(inputs);
    const shared = new Set((shapeIn(config['shared_axes']) ?? []).map(axis => axisIn(axis, shape.length)));
    return [
      trained(
        'alpha',
        shape.slice(1).map((size, i) => (shared.has(i + 1) ? 1 : known(size))),
      ),
    ];
  },
};

const keeping =
  'Activation ReLU LeakyReLU ELU ThresholdedReLU Softmax Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D ' +
  'AlphaDropout GaussianDropout GaussianNoise Masking ActivityRegularization Rescaling UnitNormalization Identity ' +
  'RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast RandomBrightness';

/** The shape of what is computed value by value of two: sizes of 1 are repeated. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i): Size => {
    const [one, other] = [a, b].map(shape => (i < rank - shape.length ? 1 : (shape[i - rank + shape.length] ?? null)));
    if (one === other) return one!;
    if (one === 1) return other!;
    if (other === 1) return one!;
    // What is known only at run time can be 1 as well.
    return one === null ? other! : other === null ? one! : unknown();
  });
}

export const plainRules: Record<string, LayerRule> = {
  InputLayer: input,
  Dense: withLora(dense),
  Embedding: withLora(embedding),
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  RepeatVector: repeatVector,
  PReLU: prelu,
  ...Object.fromEntries(keeping.split(' ').map(className => [className, keepsShape])),
};
