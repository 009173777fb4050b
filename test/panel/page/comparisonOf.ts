import { candidateText } from '../../../extension/core/experiments/candidateText';
import { distributionOf, drawWeights } from '../../../extension/core/experiments/drawWeights';
import { mulberry32 } from '../../../extension/core/random/mulberry32';
import { initializerVerdict } from '../../../extension/core/experiments/initializerVerdict';
import { judgeCandidate } from '../../../extension/core/experiments/judgeCandidate';
import { keepSummary } from '../../../extension/core/stats/keptSummary';
import { summarizeInJavaScript } from '../../../extension/core/stats/summarizeInJavaScript';
import {
  initializersExperiment,
  type Candidate,
  type CandidateRun,
  type InitializerComparison,
} from '../../../extension/protocol/initializers';

const examples = 32;

interface NetworkOptions {
  names: string[];
  /** Units of the input and of each layer. */
  units: number[];
  written: string;
  stddev: number;
}

/** What comparing gives for a network of dense layers with relu: its forward passes are computed here, on strokes of pixels. */
export function comparisonOf({ names, units, written, stddev }: NetworkOptions): InitializerComparison {
  const inputs = strokes(units[0]!);
  const comparison: InitializerComparison = {
    fit: 0,
    model: 'sequential_1',
    startedAt: Date.now(),
    seconds: 0.42,
    probed: examples,
    note: null,
    classes: 10,
    inputSpread: Math.sqrt(inputs.reduce((sum, v) => sum + v * v, 0) / inputs.length),
    layers: names.map((name, i) => ({
      name,
      site: { file: 'train.ts', line: 17 + 3 * i, column: 13 },
      written,
      advice: i + 1 < names.length ? 'heNormal' : 'glorotNormal',
      arguments: ['kernelInitializer'],
      kept: null,
    })),
    total: 0,
    runs: [],
    verdict: null,
  };
  const candidates = initializersExperiment.candidates.filter(
    c => c.kind !== 'named' || c.initializer !== 'leCunNormal',
  );
  comparison.total = candidates.length;
  comparison.runs = candidates.map(candidate => {
    const run = measured(candidate, comparison, { inputs, units, stddev });
    return { ...run, ...judgeCandidate(run, comparison) };
  });
  comparison.verdict = initializerVerdict(comparison);
  return comparison;
}

function measured(
  candidate: Candidate,
  { layers }: InitializerComparison,
  { inputs, units, stddev }: { inputs: Float32Array; units: number[]; stddev: number },
): CandidateRun {
  const random = mulberry32(7);
  let signal = inputs;
  const run: CandidateRun = {
    candidate,
    id: candidateText(candidate),
    settings: Object.fromEntries(
      layers.map(l => [
        l.name,
        candidate.kind === 'asWritten'
          ? l.written
          : candidate.kind === 'byActivation'
            ? l.advice
            : candidateText(candidate),
      ]),
    ),
    status: 'completed',
    error: null,
    seconds: 0.07,
    loss: null,
    isLossFinite: true,
    layers: [],
    ratio: null,
    change: null,
    word: null,
  };
  layers.forEach((layer, i) => {
    const [from, to] = [units[i]!, units[i + 1]!];
    const isGiven = candidate.kind === 'asWritten' || candidate.kind === 'normal';
    const distribution = isGiven
      ? ({ kind: 'normal', stddev: candidate.kind === 'normal' ? candidate.stddev : stddev } as const)
      : distributionOf(candidate.kind === 'named' ? candidate.initializer : layer.advice, [from, to]);
    const kernel = drawWeights(distribution, from * to, random);
    const before = new Float32Array(examples * to);
    for (let e = 0; e < examples; e++)
      for (let u = 0; u < to; u++) {
        let sum = 0;
        for (let k = 0; k < from; k++) sum += signal[e * from + k]! * kernel[k * to + u]!;
        before[e * to + u] = sum;
      }
    run.layers.push({ name: layer.name, summary: keepSummary(summarizeInJavaScript(before), layers.length <= 24) });
    signal = before.map(v => Math.max(0, v));
    if (i + 1 === layers.length) run.loss = crossEntropy(before, to);
  });
  return run;
}

function crossEntropy(logits: Float32Array, classes: number): number {
  let sum = 0;
  for (let e = 0; e < examples; e++) {
    const row = logits.subarray(e * classes, (e + 1) * classes);
    const most = Math.max(...row);
    sum += most + Math.log(row.reduce((s, v) => s + Math.exp(v - most), 0)) - row[e % classes]!;
  }
  return sum / examples;
}

function strokes(size: number): Float32Array {
  const random = mulberry32(3);
  return Float32Array.from({ length: examples * size }, () => (random() < 0.2 ? 0.4 + 0.6 * random() : 0));
}
