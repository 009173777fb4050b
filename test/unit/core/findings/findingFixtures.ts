import type {
  BadData,
  DataContext,
  FindingRule,
  ProgressContext,
  SnapshotContext,
} from '../../../../extension/core/findings/findingRule';
import { RuleSet } from '../../../../extension/core/findings/ruleSet';
import type { Finding, RuleSettings } from '../../../../extension/protocol/finding';
import type { LayerInfo, ModelInfo } from '../../../../extension/protocol/model';
import {
  emptyLayerSnapshot,
  type FitInfo,
  type LayerSnapshot,
  type Snapshot,
  type StepRecord,
} from '../../../../extension/protocol/run';
import type { Summary } from '../../../../extension/protocol/summary';
import { layerInfo } from '../runs/runFixtures';

export function figures(std: number, change: Partial<Summary> = {}): Summary {
  return { count: 1000, min: -3 * std, max: 3 * std, mean: 0, std, zeros: 0, nan: 0, posInf: 0, negInf: 0, ...change };
}

export function layerOf(name: string, change: Partial<LayerSnapshot> = {}): LayerSnapshot {
  return { ...emptyLayerSnapshot(name), ...change };
}

export function snapshotOf(layers: LayerSnapshot[], change: Partial<Snapshot> = {}): Snapshot {
  return { fit: 0, model: 'net', step: 0, epoch: 0, probed: 32, note: null, layers, ...change };
}

/** A snapshot before training with these spreads of pre-activations; null: none are known of the layer. */
export function spreadsOf(spreads: Record<string, number | null>): Snapshot {
  return snapshotOf(
    Object.entries(spreads).map(([name, std]) => layerOf(name, { preActivations: std === null ? [] : [figures(std)] })),
  );
}

export const dense = (name: string, inbound: string[], change: Partial<LayerInfo> = {}): LayerInfo =>
  layerInfo(name, { inbound, ...change });

/** A layer without weights. */
export const plain = (name: string, className: string, inbound: string[], change: Partial<LayerInfo> = {}): LayerInfo =>
  layerInfo(name, { className, inbound, weights: [], parameters: 0, trainable: 0, activation: null, ...change });

export const normalization = (name: string, inbound: string[], className = 'BatchNormalization'): LayerInfo =>
  layerInfo(name, {
    className,
    inbound,
    activation: null,
    weights: ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(weight => ({
      ...{ name: weight, shape: [4], dtype: 'float32', trainable: !weight.startsWith('moving') },
    })),
  });

/** Dense layers one behind the other, all with relu but the last, which has softmax. */
export const chain = (...names: string[]): LayerInfo[] =>
  names.map((name, i) =>
    dense(name, i ? [names[i - 1]!] : [], { activation: i === names.length - 1 ? 'softmax' : 'relu' }),
  );

/** What one rule concludes from a snapshot. Where nothing is given, it is the model's first, of no fit. */
export const snapshotFindings = (
  rule: FindingRule,
  snapshot: Snapshot,
  model: ModelInfo,
  known: Partial<SnapshotContext> = {},
  settings: RuleSettings = {},
): Finding[] =>
  new RuleSet(settings, [rule]).snapshot({
    ...{ snapshot, model, previous: null, first: snapshot, fit: null, data: null },
    ...known,
  });

/** What one rule concludes from a step. */
export const stepFindings = (
  rule: FindingRule,
  step: StepRecord,
  fit: FitInfo,
  previous: StepRecord | null,
  badData: BadData = null,
  model: ModelInfo | null = null,
): Finding[] => new RuleSet({}, [rule]).step({ step, fit, previous, badData, model });

/** What one rule concludes from the data. */
export const dataFindings = (
  rule: FindingRule,
  context: Omit<DataContext, 'limit'>,
  settings: RuleSettings = {},
): Finding[] => new RuleSet(settings, [rule]).data(context);

/** What one rule concludes from how far a fit is. Where nothing is given, nothing is known. */
export const progressFindings = (
  rule: FindingRule,
  fit: FitInfo,
  model: ModelInfo,
  known: Partial<ProgressContext> = {},
  settings: RuleSettings = {},
): Finding[] =>
  new RuleSet(settings, [rule]).progress({
    ...{ fit, model, epochs: [], losses: [], learningRate: null, data: null, snapshot: null, first: null },
    ...known,
  });
