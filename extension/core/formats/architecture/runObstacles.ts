import type { FileModel } from '../../../protocol/reader';
import { activationIn } from './configTable';
import { textOf, type LayerNode, type ModelGraph } from './modelGraph';
import { quantizationOf } from './quantizedWeights';

/** Layers of TensorFlow.js 4.22 that a file can name. */
const classes = new Set(
  (
    'InputLayer Model Functional Sequential ReLU LeakyReLU PReLU ELU ThresholdedReLU Softmax Conv1D Conv2D Conv3D ' +
    'Conv2DTranspose Conv3DTranspose SeparableConv2D Cropping2D UpSampling2D DepthwiseConv2D RNN SimpleRNNCell SimpleRNN ' +
    'GRUCell GRU LSTMCell LSTM StackedRNNCells ConvLSTM2DCell ConvLSTM2D Dropout SpatialDropout1D Dense Flatten Activation ' +
    'RepeatVector Reshape Permute Masking Embedding Add Multiply Average Maximum Minimum Concatenate Dot GaussianNoise ' +
    'GaussianDropout AlphaDropout BatchNormalization LayerNormalization ZeroPadding2D MaxPooling1D AveragePooling1D ' +
    'MaxPooling2D AveragePooling2D MaxPooling3D AveragePooling3D GlobalAveragePooling1D GlobalMaxPooling1D ' +
    'GlobalAveragePooling2D GlobalMaxPooling2D TimeDistributed Bidirectional Rescaling CenterCrop CategoryEncoding Resizing ' +
    'RandomWidth'
  ).split(' '),
);
const activations = new Set(
  (
    'elu selu relu relu6 linear sigmoid hardSigmoid softplus softsign tanh softmax logSoftmax gelu geluNew mish swish silu ' +
    'leakyRelu prelu thresholdedRelu'
  ).split(' '),
);

/** What is in the way of running a model with TensorFlow.js. */
export function runObstacles(graph: ModelGraph): Pick<FileModel, 'customLayers' | 'cannotRun'> {
  const missing = new Set<string>();
  let cannotRun: string | null = null;
  const look = (node: LayerNode): void => {
    const isMissing = !node.graph && (node.isOwn || node.isOperation || !classes.has(node.className));
    if (isMissing) missing.add(nameOf(node));
    cannotRun ??= reasonOf(node, isMissing);
    for (const inner of node.graph?.layers ?? node.held) look(inner);
  };
  graph.layers.forEach(look);
  return { customLayers: [...missing], cannotRun };
}

function nameOf({ className, isOperation, config }: LayerNode): string {
  if (isOperation) return `keras.ops ${className}`;
  const operation = className === 'TFOpLambda' ? textOf(config['function']) : null;
  return operation ? `${className} ${operation}` : className;
}

function reasonOf(node: LayerNode, isMissing: boolean): string | null {
  if (node.isKeras1) return 'Keras 1 wrote it: load it with Keras 2.2, and save it again.';
  const { name, className, config, isOwn } = node;
  if (className === 'Lambda' && !isOwn)
    return `The Lambda layer ${name} holds Python code, which Layerglass never runs.`;
  const quantization = quantizationOf(node);
  if (quantization !== null && !isOwn)
    return `${name} is quantized (${quantization}), which TensorFlow.js does not do.`;
  if (isMissing) return null;
  if (className.startsWith('GRU') && config['reset_after'] === true)
    return `${name} is a GRU with reset_after, which TensorFlow.js does not have.`;
  const activation = activationIn(node);
  return activation === null || activations.has(activation)
    ? null
    : `${name} has the activation ${activation}, which TensorFlow.js does not have.`;
}
