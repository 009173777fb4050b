/** Classes of layers that are an activation, and what TensorFlow.js calls it. */
export const activationLayers: ReadonlyMap<string, string> = new Map([
  ['ReLU', 'relu'],
  ['LeakyReLU', 'leakyRelu'],
  ['PReLU', 'prelu'],
  ['ELU', 'elu'],
  ['ThresholdedReLU', 'thresholdedRelu'],
  ['Softmax', 'softmax'],
]);
