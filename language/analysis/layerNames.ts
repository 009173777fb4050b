/** Functions of `tf.layers` in TensorFlow.js 4.22 that build a layer. Newer ones are known by their place under `tf.layers`. */
export const layerNames: readonly string[] = (
  'activation add alphaDropout average averagePooling1d averagePooling2d averagePooling3d avgPool1d avgPool2d avgPool3d ' +
  'avgPooling1d avgPooling2d avgPooling3d batchNormalization bidirectional categoryEncoding centerCrop concatenate conv1d ' +
  'conv2d conv2dTranspose conv3d conv3dTranspose convLstm2d convLstm2dCell cropping2D dense depthwiseConv2d dot dropout elu ' +
  'embedding flatten gaussianDropout gaussianNoise globalAveragePooling1d globalAveragePooling2d globalMaxPool1d ' +
  'globalMaxPool2d globalMaxPooling1d globalMaxPooling2d gru gruCell inputLayer layerNormalization leakyReLU lstm lstmCell ' +
  'masking maxPool1d maxPool2d maxPooling1d maxPooling2d maxPooling3d maximum minimum multiply permute prelu randomWidth reLU ' +
  'repeatVector rescaling reshape resizing rnn separableConv2d simpleRNN simpleRNNCell softmax spatialDropout1d ' +
  'stackedRNNCells thresholdedReLU timeDistributed upSampling2d zeroPadding2d'
).split(' ');

/** The name of a call whose callee is computed: `tf.layers[kind]()`. */
export const computedName = 'layer';

const functions = new Set(layerNames);
const classes = new Set([...layerNames, 'layer', 'rnncell', 'wrapper', 'merge'].map(n => n.toLowerCase()));

export const isLayerFunction = (name: string): boolean => functions.has(name);
/** True for the names under which TensorFlow.js's own modules export layer classes: `Dense`, `Layer`, `LSTMCell`. */
export const isLayerClass = (name: string): boolean => /^[A-Z]/.test(name) && classes.has(name.toLowerCase());

/** Other names of what some functions build, in lower case, as a run reports the class. */
const classOfFunction: Record<string, string> = {
  avgpool1d: 'averagepooling1d',
  avgpool2d: 'averagepooling2d',
  avgpool3d: 'averagepooling3d',
  avgpooling1d: 'averagepooling1d',
  avgpooling2d: 'averagepooling2d',
  avgpooling3d: 'averagepooling3d',
  globalmaxpool1d: 'globalmaxpooling1d',
  globalmaxpool2d: 'globalmaxpooling2d',
  maxpool1d: 'maxpooling1d',
  maxpool2d: 'maxpooling2d',
};

/**
 * False where a layer of that class cannot come from a call of that name. Used where the text has changed since the run,
 * so that a call never gets the figures of another one. A class of the program may register any name: only functions of
 * `tf.layers` are decided.
 */
export function canBuild(callName: string, className: string): boolean {
  if (callName === computedName) return true;
  if (!functions.has(callName)) return !classes.has(className.toLowerCase()) || callName === className;
  const name = callName.toLowerCase();
  return (classOfFunction[name] ?? name) === className.toLowerCase();
}
