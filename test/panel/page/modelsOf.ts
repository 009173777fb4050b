import type { LayerInfo, ModelInfo } from '../../../extension/protocol/model';

export interface LayerSketch {
  name: string;
  className: string;
  shape: number[];
  /** kernel shape, and units for the bias. */
  kernel?: number[];
  activation?: string;
  line?: number;
  depth?: number;
  parent?: string;
}

export function layerOf(sketch: LayerSketch, file: string): LayerInfo {
  const { kernel } = sketch;
  const units = kernel?.at(-1) ?? 0;
  const product = kernel?.reduce((a, b) => a * b, 1) ?? 0;
  const parameters = product + units;
  const order = kernel ? [units, ...kernel.slice(0, -1)] : [];
  return {
    name: sketch.name,
    className: sketch.className,
    outputShape: [null, ...sketch.shape],
    parameters,
    trainable: parameters,
    arithmetic: kernel ? `${order.join('·')} + ${units} = ${parameters}` : '',
    weights: kernel
      ? [
          { name: 'kernel', shape: kernel, dtype: 'float32', trainable: true },
          { name: 'bias', shape: [units], dtype: 'float32', trainable: true },
        ]
      : [],
    config: kernel ? { kernelInitializer: 'heNormal' } : {},
    multiplyAdds: kernel ? product * sketch.shape.slice(0, -1).reduce((a, b) => a * b, 1) : null,
    activation: sketch.activation ?? null,
    inbound: [],
    calls: 1,
    depth: sketch.depth ?? 0,
    parent: sketch.parent ?? null,
    site: sketch.line ? { file, line: sketch.line, column: 13 } : null,
    via: [],
  };
}

export function modelOf(name: string, layers: LayerInfo[], patch: Partial<ModelInfo> = {}): ModelInfo {
  const top = layers.filter(l => l.depth === 0 || l.parameters > 0);
  const parameters = top.reduce((sum, l) => sum + l.parameters, 0);
  return {
    name,
    className: 'Sequential',
    parameters,
    trainable: parameters,
    layers,
    inputs: [{ name: 'input', shape: layers[0]!.outputShape!, dtype: 'float32' }],
    outputs: [{ name: layers.at(-1)!.name, shape: layers.at(-1)!.outputShape! }],
    loss: 'categoricalCrossentropy',
    optimizer: 'Adam',
    learningRate: null,
    compileSite: null,
    optimizerSite: null,
    site: { file: 'train.ts', line: 8, column: 17 },
    ...patch,
  };
}

/** The convnet of the design's pictures. */
export const digitsModel = (): ModelInfo =>
  modelOf(
    'sequential_1',
    [
      { name: 'input', className: 'InputLayer', shape: [28, 28, 1] },
      { name: 'conv1', className: 'Conv2D', shape: [28, 28, 32], kernel: [3, 3, 1, 32], activation: 'relu', line: 11 },
      { name: 'pool1', className: 'MaxPooling2D', shape: [14, 14, 32], line: 16 },
      { name: 'conv2', className: 'Conv2D', shape: [14, 14, 64], kernel: [3, 3, 32, 64], activation: 'relu', line: 17 },
      { name: 'pool2', className: 'MaxPooling2D', shape: [7, 7, 64], line: 21 },
      { name: 'flatten', className: 'Flatten', shape: [3136], line: 22 },
      { name: 'dense1', className: 'Dense', shape: [128], kernel: [3136, 128], activation: 'relu', line: 23 },
      { name: 'dense2', className: 'Dense', shape: [10], kernel: [128, 10], activation: 'softmax', line: 27 },
    ].map(l => layerOf(l, 'train.ts')),
  );

/** A network of blocks, each a nested model of three convolutions and their activations. */
export function deepModel(blocks: number): ModelInfo {
  const sketches: LayerSketch[] = [{ name: 'input', className: 'InputLayer', shape: [56, 56, 64] }];
  for (let b = 1; b <= blocks; b++) {
    const parent = `block${b}`;
    sketches.push({ name: parent, className: 'Functional', shape: [56, 56, 64], line: 20 });
    for (let c = 1; c <= 3; c++)
      sketches.push({
        name: `${parent}_conv${c}`,
        className: 'Conv2D',
        shape: [56, 56, 64],
        kernel: [3, 3, 64, 64],
        activation: 'relu',
        line: 10 + c,
        depth: 1,
        parent,
      });
  }
  sketches.push({
    name: 'fc',
    className: 'Dense',
    shape: [1000],
    kernel: [2048, 1000],
    activation: 'softmax',
    line: 57,
  });
  return modelOf(
    'resnet',
    sketches.map(s => layerOf(s, 'resnet.ts')),
    { className: 'Functional' },
  );
}

export const denseModel = (name: string, units: number[], patch: Partial<ModelInfo> = {}): ModelInfo =>
  modelOf(
    name,
    units.slice(1).map((u, i) =>
      layerOf(
        {
          name: `${name}_dense${i + 1}`,
          className: 'Dense',
          shape: [u],
          kernel: [units[i]!, u],
          activation: 'relu',
          line: 5 + i * 4,
        },
        'gan.js',
      ),
    ),
    { loss: null, optimizer: null, ...patch },
  );

/** Variables that no layer holds. */
export const variablesModel = (): ModelInfo => ({
  ...denseModel('variables', [1, 1]),
  name: 'variables',
  className: 'Variables',
  parameters: 17,
  trainable: 17,
  inputs: [],
  outputs: [],
  loss: null,
  layers: [
    {
      ...layerOf({ name: 'variables', className: 'Variable', shape: [] }, 'line.js'),
      outputShape: null,
      parameters: 17,
      trainable: 17,
      weights: [
        { name: 'slope', shape: [4, 4], dtype: 'float32', trainable: true },
        { name: 'offset', shape: [], dtype: 'float32', trainable: true },
        { name: 'scale', shape: [1], dtype: 'float32', trainable: true },
      ],
    },
  ],
});
