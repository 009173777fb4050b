import type { LayerInfo } from '../../protocol/model';

/** Names as TensorFlow.js and Keras spell them, without case and underscores. */
const plainName = (name: string | null): string => (name ?? '').replace(/_/g, '').toLowerCase();

const cutting = ['relu', 'relu6', 'thresholdedrelu'];
/** Its activation gives exactly zero for a whole half of its inputs, and no gradient there. */
export const isCutting = ({ activation }: LayerInfo): boolean => cutting.includes(plainName(activation));

const saturating = ['tanh', 'sigmoid', 'hardsigmoid', 'softsign'];
/** Its activation has bounds on both sides, where its gradient ends. */
export const isSaturating = ({ activation }: LayerInfo): boolean => saturating.includes(plainName(activation));

export const isSoftmax = ({ activation }: LayerInfo): boolean => plainName(activation) === 'softmax';
export const isSigmoid = ({ activation }: LayerInfo): boolean => plainName(activation) === 'sigmoid';

/** A layer that has weights and mixes what it is given at once: dense and convolutions, not recurrent ones. */
export const isDenseOrConvolution = ({ className }: LayerInfo): boolean =>
  /^(?:Dense|(?:Separable)?Conv[123]D(?:Transpose)?)$/.test(className);

/** Its activations are gates or states from step to step, not what it returns. */
export const isRecurrent = ({ className }: LayerInfo): boolean => /LSTM|GRU|RNN|Bidirectional/.test(className);

/** Layers that change neither the kind nor, but for places, the values of what goes through. */
const passing =
  /^(?:InputLayer|Flatten|Reshape|Permute|RepeatVector|(?:Spatial|Alpha|Gaussian)?Dropout(?:[123]D)?|GaussianNoise|ZeroPadding[123]D|Cropping[123]D|UpSampling[123]D|(?:Global)?AveragePooling[123]D|Masking)$/;
/** What comes out is linear in what goes in, and no weights are involved. */
export const isPassing = ({ className, activation }: LayerInfo): boolean =>
  passing.test(className) || (className === 'Activation' && plainName(activation) === 'linear');

export const isDropout = ({ className }: LayerInfo): boolean =>
  /^(?:Spatial|Alpha|Gaussian)?Dropout(?:[123]D)?$/.test(className);
