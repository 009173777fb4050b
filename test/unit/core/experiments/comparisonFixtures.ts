import { candidateText } from '../../../../extension/core/experiments/candidateText';
import { judgeCandidate } from '../../../../extension/core/experiments/judgeCandidate';
import { keepSummary } from '../../../../extension/core/stats/keptSummary';
import type {
  Candidate,
  CandidateRun,
  ComparedLayer,
  InitializerComparison,
} from '../../../../extension/protocol/initializers';
import { figures } from '../findings/findingFixtures';

export const layer = (name: string, line: number, change: Partial<ComparedLayer> = {}): ComparedLayer => ({
  name,
  site: { file: 'train.ts', line, column: 13 },
  written: 'glorotUniform',
  advice: 'heNormal',
  arguments: ['kernelInitializer'],
  kept: null,
  ...change,
});

export const threeLayers = [
  layer('conv1', 10),
  layer('dense1', 12),
  layer('dense2', 14, { advice: 'glorotNormal', written: 'glorotNormal' }),
];

/** A comparison with these spreads by layer for each candidate. */
export function comparisonOf(
  candidates: [candidate: Candidate, spreads: number[], change?: Partial<CandidateRun>][],
  change: Partial<InitializerComparison> = {},
): InitializerComparison {
  const comparison: InitializerComparison = {
    fit: 0,
    model: 'net',
    startedAt: 0,
    seconds: 1,
    probed: 32,
    note: null,
    classes: 10,
    inputSpread: null,
    layers: threeLayers,
    total: candidates.length,
    runs: [],
    verdict: null,
    ...change,
  };
  comparison.runs = candidates.map(([candidate, spreads, runChange]) => {
    const run: CandidateRun = {
      candidate,
      id: candidateText(candidate),
      settings: settingsOf(candidate, comparison.layers),
      status: 'completed',
      error: null,
      seconds: 0.1,
      loss: 2.4,
      isLossFinite: true,
      layers: spreads.map((std, i) => ({ name: comparison.layers[i]!.name, summary: keepSummary(figures(std)) })),
      ratio: null,
      change: null,
      word: null,
      ...runChange,
    };
    return run.status === 'failed' ? run : { ...run, ...judgeCandidate(run, comparison) };
  });
  return comparison;
}

function settingsOf(candidate: Candidate, layers: readonly ComparedLayer[]): Record<string, string> {
  return Object.fromEntries(
    layers
      .filter(l => l.kept === null)
      .map(l => [
        l.name,
        candidate.kind === 'asWritten'
          ? l.written
          : candidate.kind === 'byActivation'
            ? l.advice
            : candidateText(candidate),
      ]),
  );
}

export const asWritten: Candidate = { kind: 'asWritten' };
export const byActivation: Candidate = { kind: 'byActivation' };
export const named = (initializer: 'heNormal' | 'glorotUniform' | 'glorotNormal'): Candidate => ({
  kind: 'named',
  initializer,
});
