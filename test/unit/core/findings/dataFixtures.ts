import type { DataContext, FindingRule } from '../../../../extension/core/findings/findingRule';
import type { DataFacts } from '../../../../extension/protocol/dataFacts';
import type { Finding } from '../../../../extension/protocol/finding';
import type { LayerInfo, ModelInfo } from '../../../../extension/protocol/model';
import type { EpochRecord, FitInfo } from '../../../../extension/protocol/run';
import type { LossBlock } from '../../../../extension/core/findings/findingRule';
import type { Summary } from '../../../../extension/protocol/summary';
import { fitInfo, modelInfo } from '../runs/runFixtures';
import { dataFindings, dense, figures } from './findingFixtures';

export const compileSite = { file: 'train.ts', line: 8, column: 1 };
export const optimizerSite = { file: 'train.ts', line: 7, column: 20 };
export const fitSite = { file: 'train.ts', line: 9, column: 7 };

type Input = DataFacts['inputs'][number];
type Target = DataFacts['targets'][number];
type Output = DataFacts['outputs'][number];

/** Standard normal inputs in four columns. */
export const input = (change: Partial<Input> = {}): Input => ({
  ...{ name: 'input', shape: [4], dtype: 'float32', summary: figures(1), isInteger: false, featureSpread: 1.2 },
  ...change,
});
export const target = (change: Partial<Target> = {}): Target => ({
  ...{ name: 'out', shape: [3], dtype: 'float32', summary: figures(1), kind: 'values', classCounts: [] },
  ...change,
});
export const output = (change: Partial<Output> = {}): Output => ({
  ...{ name: 'out', shape: [3], layer: 'out', activation: 'softmax', loss: 'categoricalCrossentropy' },
  ...{ summary: span(0.1, 0.6), sumsToOne: true },
  ...change,
});
/** Figures that go from one value to another. */
export const span = (min: number, max: number, change: Partial<Summary> = {}): Summary =>
  figures((max - min) / 4, { min, max, mean: (min + max) / 2, ...change });

/** One-hot rows of so many classes, evenly. */
export const oneHot = (classes: number, examples = 300): Target =>
  target({
    shape: [classes],
    kind: 'oneHot',
    summary: span(0, 1, { count: classes * examples, zeros: (classes - 1) * examples, mean: 1 / classes }),
    classCounts: new Array<number>(classes).fill(examples / classes),
  });
/** Class indices from 0 to `largest`, in one column. */
export const indices = (largest: number, change: Partial<Target> = {}): Target =>
  target({
    shape: [1],
    kind: largest === 1 ? 'binary' : 'classes',
    summary: span(0, largest, { zeros: 1000 / (largest + 1) }),
    classCounts: new Array<number>(largest + 1).fill(100),
    ...change,
  });

export const facts = (change: Partial<DataFacts> = {}): DataFacts => ({
  ...{ fit: 0, model: 'net', examples: 300, total: 300, inputs: [input()], targets: [oneHot(3)], outputs: [output()] },
  validation: null,
  ...change,
});

/** Two dense layers, the second one, `out`, with what is given. */
export function twoLayers(change: Partial<LayerInfo> = {}): ModelInfo {
  const layers = [
    dense('hidden', [], { site: { file: 'train.ts', line: 4, column: 1 } }),
    dense('out', ['hidden'], {
      ...{ activation: 'softmax', outputShape: [null, 3], site: { file: 'train.ts', line: 5, column: 1 } },
      ...change,
    }),
  ];
  return {
    ...modelInfo('net', layers),
    inputs: [{ name: 'hidden_input', shape: [null, 4], dtype: 'float32' }],
    ...{ compileSite, optimizerSite, optimizer: 'Adam', learningRate: 0.001 },
  };
}
export const fitOf = (change: Partial<FitInfo> = {}): FitInfo => ({ ...fitInfo(0, 'net'), site: fitSite, ...change });

/** What a rule concludes from data, of the model `twoLayers` and a fit with a place where nothing else is given. */
export const found = (rule: FindingRule, data: DataFacts, known: Partial<DataContext> = {}): Finding[] =>
  dataFindings(rule, { data, model: twoLayers(), fit: fitOf(), ...known });
/** Of one target and one output. */
export const foundOf = (rule: FindingRule, t: Target, o: Output, known: Partial<DataContext> = {}): Finding[] =>
  found(rule, facts({ targets: [t], outputs: [o] }), known);

/** An epoch for each loss, of eight steps. */
export const epochsOf = (
  losses: readonly number[],
  validation?: readonly number[],
  change: Partial<EpochRecord> = {},
): EpochRecord[] =>
  losses.map((loss, i) => ({
    ...{ fit: 0, epoch: i + 1, step: 8 * (i + 1), seconds: 1, learningRate: 0.001 },
    metrics: { loss, ...(validation && { val_loss: validation[i]! }) },
    ...change,
  }));
/** A block of one step for each loss; null is no number. */
export const blocksOf = (losses: readonly (number | null)[], count = 1): LossBlock[] =>
  losses.map((loss, i) => ({ step: (i + 1) * count, count, loss }));

/** Evenly distributed numbers below 1, the same for each seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
/** Standard normal numbers. */
export function normalOf(seed: number): () => number {
  const random = randomOf(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
