import type { Shape } from '../../../protocol/model';
import { whereKnown } from './layerRule';
import { textOf, type LayerNode } from './modelGraph';
import { broadcast } from './plainRules';
import type { Outputs } from './wrapperShapes';

const words = (text: string): Set<string> => new Set(text.split(' '));
/** By the last part of the function's name, of TensorFlow's (`math.add`) and Keras's operations (`Add`). */
const binary = words(
  'add subtract sub multiply mul truediv true_divide divide floordiv pow power maximum minimum mod floor_mod',
);
const unary = words(
  'relu relu6 sigmoid tanh softmax elu selu gelu swish silu softplus softsign leaky_relu log_softmax exp log sqrt rsqrt square ' +
    'abs absolute negative neg sign sin cos floor ceil round cast clip clip_by_value stop_gradient identity',
);

/** What an operation that stands where a layer does returns; null where it is not one that works value by value. */
export function operationOutputs(
  { className, isOperation, config, hasConstants }: LayerNode,
  inputs: readonly (Shape | null)[],
): Outputs {
  const isOfTensorFlow = className === 'TFOpLambda' || className === 'TensorFlowOpLayer';
  if (!isOperation && !isOfTensorFlow) return [null];
  const name = lastPart(isOperation ? className : (textOf(config['function']) ?? ''));
  const [a = null, b = null] = inputs;
  if (unary.has(name) && inputs.length === 1) return [a];
  if (!binary.has(name) || !a) return [null];
  // The other one may be a plain number, which is not among what it takes; a constant tensor could be of any shape.
  if (inputs.length === 1) return [hasConstants ? null : a];
  return [b && whereKnown(() => broadcast(a, b))];
}
const lastPart = (name: string): string =>
  (name.split('.').at(-1) ?? '').replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
