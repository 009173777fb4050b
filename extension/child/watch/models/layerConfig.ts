import { addPlain } from '../../../core/layers/plainConfig';
import { varianceScalingName } from '../../../core/layers/varianceScalingName';
import type { LayerInfo } from '../../../protocol/model';
import type { LayerLike } from '../tfjsInternals';
import { isModel } from './layerRows';

type Config = LayerInfo['config'];

/** What every layer keeps for TensorFlow.js's own ends. */
const internal = new Set(
  (
    'id name built trainable trainable_ stateful supportsMasking fastWeightInitDuringBuild dtype inputSpec batchInputShape ' +
    'initialWeights rank activityRegularizer inboundNodes outboundNodes stateSpec keptStates states numConstants stateSize ' +
    'sparse reshapeRequired'
  ).split(' '),
);
const builtInRnns = new Set(['SimpleRNN', 'GRU', 'LSTM', 'ConvLSTM2D']);

/**
 * What a layer was configured with, as far as it is plain: numbers, words, switches, short lists of numbers, and the classes
 * of initializers, regularizers and constraints with their own figures (`kernelInitializer: 'RandomNormal'`,
 * `kernelInitializerStddev: 1`). Read from the layer's fields: `getConfig` of a person's own class may throw, print or be slow.
 */
export function layerConfig(layer: LayerLike): Config {
  const known = configs.get(layer);
  if (known) return known;
  const config = readConfig(layer);
  if (layer.built) configs.set(layer, config);
  return config;
}
/** Of layers that are built: a model is described anew with each snapshot. */
const configs = new WeakMap<LayerLike, Config>();

function readConfig(layer: LayerLike): Config {
  const config: Config = {};
  if (isModel(layer)) return config;
  const add = (name: string, value: unknown): void => addPlain(config, name, value);
  const isBuiltInRnn = !!layer.cell && builtInRnns.has(layer.getClassName());
  for (const holder of isBuiltInRnn ? [layer.cell!, layer] : [layer])
    for (const [name, value] of ownFields(holder)) {
      if (internal.has(name) || /^_|^DEFAULT_/.test(name)) continue;
      if (/(Initializer|Regularizer|Constraint)$/.test(name)) addPart(name, value, add);
      else if (/.Activation$/.test(name)) add(name, classNameOf(value));
      else add(name, value);
    }
  return config;
}

/** An initializer, regularizer or constraint: its class, and its figures under its own name. */
function addPart(name: string, value: unknown, add: (name: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return;
  add(name, usualName(value) ?? classNameOf(value));
  for (const [field, figure] of ownFields(value)) {
    const isFigure = typeof figure === 'number' || typeof figure === 'string';
    if (isFigure && !/^_|^[A-Z]+_|^seed$/.test(field)) add(name + field[0]!.toUpperCase() + field.slice(1), figure);
  }
}

/** A layer that was made from JSON, or copied, has the general form of an initializer where the person wrote a name. */
function usualName(value: object): string | null {
  if (classNameOf(value) !== 'VarianceScaling') return null;
  const { scale, mode, distribution } = value as Record<string, unknown>;
  return varianceScalingName(scale, mode, distribution);
}

/** The name that TensorFlow.js registers, else the class's own: `getClassName` of its initializers tells Python's. */
function classNameOf(value: unknown): string | null {
  try {
    const { constructor } = value as { constructor: { className?: unknown; name: string } };
    return typeof constructor.className === 'string' ? constructor.className : constructor.name;
  } catch {
    return null;
  }
}

/** Getters are not called: they may be the person's own. */
function* ownFields(object: object): Generator<[string, unknown]> {
  for (const name of Object.keys(object)) {
    const own = Object.getOwnPropertyDescriptor(object, name);
    if (own && 'value' in own) yield [name, own.value];
  }
}
