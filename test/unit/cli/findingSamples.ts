import type { Finding } from '../../../extension/protocol/finding';

/** A finding as a rule of the product makes it, with what `known` says otherwise. */
export const finding = (known: Partial<Finding> = {}): Finding => ({
  rule: 'poor-initialization',
  severity: 'error',
  fit: 0,
  model: 'net',
  layer: 'conv4',
  step: 0,
  label: 'spread ×180',
  message: 'Spread grows 180× from conv1 to conv4: use heNormal',
  meaning: 'The weights start too large.',
  advice: 'Use heNormal.',
  evidence: { ratio: 180 },
  site: { file: 'src/model.ts', line: 12, column: 5 },
  related: [],
  remedies: [],
  ...known,
});
