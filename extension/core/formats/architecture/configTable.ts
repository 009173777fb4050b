import { activationLayers } from '../../layers/activationLayers';
import { addPlain } from '../../layers/plainConfig';
import { camelCase } from '../../text/camelCase';
import { varianceScalingName } from '../../layers/varianceScalingName';
import type { LayerInfo } from '../../../protocol/model';
import { isObject, textOf, type Config, type LayerNode } from './modelGraph';

type Table = LayerInfo['config'];

/** What is shown elsewhere, or every layer keeps for its framework's own ends. */
const hidden = new Set(
  (
    'name trainable dtype batch_input_shape batch_shape activation layer backward_layer cell cells layers stateful sparse ragged ' +
    'merged input_spec build_input_shape activity_regularizer zero_output_for_mask optional function arguments'
  ).split(' '),
);
/** Words that TensorFlow.js spells in its own way. */
const spelt = /^(data_format|recurrent_activation|interpolation|merge_mode|output_mode)$/;

/** What a layer was configured with, as far as that is plain, under the names that TensorFlow.js has for it. */
export function configTable({ config, graph }: LayerNode): Table {
  const table: Table = {};
  if (graph) return table;
  const add = (name: string, value: unknown): void => addPlain(table, name, value);
  for (const [key, value] of Object.entries(config)) {
    if (hidden.has(key)) continue;
    const name = camelCase(key);
    if (isObject(value)) addPart(name, value, add);
    else add(name, spelt.test(key) && typeof value === 'string' ? camelCase(value) : value);
  }
  return table;
}

/** An initializer, regularizer or constraint: its class, and its figures under its own name. */
function addPart(name: string, value: Config, add: (name: string, value: unknown) => void): void {
  const className = textOf(value['class_name']);
  if (className === null) return;
  const config = isObject(value['config']) ? value['config'] : {};
  const { scale, mode, distribution } = config;
  const words = [mode, distribution].map(word => camelCase(String(word)));
  const short = className === 'VarianceScaling' ? varianceScalingName(scale, words[0], words[1]) : null;
  add(name, short ?? className);
  for (const [key, figure] of Object.entries(config)) {
    const isFigure = typeof figure === 'number' || typeof figure === 'string';
    if (isFigure && key !== 'seed' && key !== 'name') add(name + capital(camelCase(key)), figure);
  }
}

const capital = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);

/** The activation that a layer applies itself, as TensorFlow.js calls it (`hardSigmoid`); a function's own name; else null. */
export function activationIn({ className, config }: LayerNode): string | null {
  const value = config['activation'];
  const inner = isObject(value) ? (textOf(value['config']) ?? textOf(value['class_name'])) : textOf(value);
  return inner === null ? (activationLayers.get(className) ?? null) : camelCase(inner);
}
