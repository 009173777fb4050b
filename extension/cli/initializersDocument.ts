import { exactHistogram } from '../core/stats/exactHistogram';
import { restoreSummary } from '../core/stats/keptSummary';
import { undecidedLoss } from '../core/experiments/judgeCandidate';
import type { InitializerComparison, KeptSummary } from '../protocol/initializers';
import type { RunState } from '../protocol/runState';
import { placeOf } from './runDocument';

/** A summary as CLI.md lays it down. */
function summaryDocument({ buckets, ...figures }: KeptSummary, hasHistograms: boolean): object {
  if (!hasHistograms || !buckets) return figures;
  return { ...figures, histogram: exactHistogram(restoreSummary({ ...figures, buckets }), 64) };
}

/** The JSON document of `experiment initializers`: a run for each candidate of each model. */
export function initializersDocument(state: RunState, { histograms }: { histograms: boolean }): object {
  const { initializers, error } = state;
  const first = initializers.find(c => c.runs.length > 0) ?? initializers[0];
  return {
    kind: 'initializers',
    status: state.status,
    ...(error ? { error: { ...error, where: placeOf(error.site) } } : {}),
    backend: state.backend,
    runs: initializers.flatMap(comparison =>
      comparison.runs.map(run => ({
        // ids are those of the candidates where there is one model
        id: initializers.length > 1 ? `${comparison.model}/${run.id}` : run.id,
        model: comparison.model,
        settings: run.settings,
        epochs: [],
        status: run.status,
        error: run.error,
        seconds: run.seconds,
        loss: run.loss,
        isLossFinite: run.isLossFinite,
        ratio: run.ratio,
        change: run.change,
        verdict: run.word,
        layers: run.layers.map(({ name, summary }) => ({ name, preActivations: summaryDocument(summary, histograms) })),
      })),
    ),
    summary: {
      ...(first ? verdictOf(first) : { best: null, answer: '', remedy: null }),
      models: initializers.map(modelDocument),
    },
    notices: state.notices,
  };
}

function verdictOf({ verdict }: InitializerComparison): object {
  return {
    best: verdict?.best ?? null,
    answer: verdict ? verdict.strong + verdict.sentence : '',
    remedy: verdict?.remedy ?? null,
  };
}

function modelDocument(comparison: InitializerComparison): object {
  const { model, fit, layers, note, probed, inputSpread, seconds } = comparison;
  return {
    model,
    fit,
    ...verdictOf(comparison),
    undecidedLoss: undecidedLoss(comparison),
    inputSpread,
    probed,
    seconds,
    note,
    layers,
  };
}
