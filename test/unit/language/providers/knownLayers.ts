import type { LayerInfo, ModelInfo } from '../../../../extension/protocol/model';
import type { Finding } from '../../../../extension/protocol/finding';
import { emptyLayerSnapshot, type LayerSnapshot } from '../../../../extension/protocol/run';
import { summarize } from '../../../../extension/core/stats/summarize';
import type { KnownLayer } from '../../../../language/providers/modelKnowledge';

export const emptySnapshot = emptyLayerSnapshot('dense');
export const someSummary = summarize(Float32Array.of(-1, 0, 1, 2));
export const weightsSnapshot: LayerSnapshot = { ...emptySnapshot, weights: { kernel: someSummary, bias: someSummary } };

export const finding = (over: Partial<Finding> = {}): Finding => ({
  rule: 'poor-initialization',
  severity: 'warning',
  fit: 0,
  model: 'sequential_1',
  layer: 'dense',
  step: 0,
  label: 'variance ×180',
  message: 'Variance grows 180× from conv1 to conv2: use heNormal.',
  evidence: {},
  meaning: '',
  advice: '',
  related: [],
  remedies: [],
  site: { file: 'train.ts', line: 1, column: 1 },
  ...over,
});

export const model = (over: Partial<ModelInfo> = {}): ModelInfo => ({
  name: 'sequential_1',
  className: 'Sequential',
  parameters: 421642,
  trainable: 421642,
  layers: [],
  inputs: [],
  outputs: [],
  loss: null,
  optimizer: null,
  learningRate: null,
  compileSite: null,
  optimizerSite: null,
  site: { file: 'train.ts', line: 1, column: 1 },
  ...over,
});

export function known(layer: Partial<LayerInfo> = {}, over: Partial<KnownLayer> = {}): KnownLayer {
  return {
    model: model(),
    layer: {
      name: 'dense',
      className: 'Dense',
      outputShape: [null, 128],
      parameters: 401536,
      trainable: 401536,
      arithmetic: '128·3,136 + 128 = 401,536',
      weights: [],
      activation: 'relu',
      config: {},
      multiplyAdds: null,
      inbound: [],
      calls: 1,
      depth: 0,
      parent: null,
      site: { file: 'train.ts', line: 1, column: 1 },
      via: [],
      ...layer,
    },
    snapshot: null,
    findings: [],
    moment: '',
    ...over,
  };
}
