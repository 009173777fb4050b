import { formatCount, formatFigure, formatShare } from '../../extension/core/stats/formatFigure';
import { isEnded } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import { strong, type Answer } from './answer';
import { comparableEpochs, judgedBy, lowestEpoch } from './bestEpoch';
import type { Chance } from './chance';
import { epochWord } from './moment';
import { timeAxis } from './timeAxis';
import { formatPoints, metricValue, type MetricInfo } from './metricNames';
import { lossText } from './lossText';

/** So many epochs without a new low are more than noise. */
const patience = 2;

/** Does it learn? The sentence over the loss chart. */
export function lossAnswer(run: RunState, chance: Chance | null): Answer {
  if (!run.epochs.length && timeAxis(run).isInTurns) return inTurns(run);
  const broken = lostAt(run.steps);
  if (broken) return ['The loss is ', strong('not a number'), ` since step ${formatCount(broken.step)}.`];
  const all = comparableEpochs(run).filter(e => e.epoch > 0);
  const metric = judgedBy(all);
  // of what another tool logged, not every entry has every metric
  const epochs = run.log ? all.filter(e => metric in e.metrics) : all;
  if (epochs.length === 0) return beforeAnEpoch(run);
  const unit = epochWord(run);
  const word = metric === 'val_loss' ? 'validation loss' : 'loss';
  const values = epochs.map(e => e.metrics[metric] ?? null);
  const last = values.at(-1) ?? null;
  if (last === null)
    return ['The ', word, ' is ', strong('not a number'), ` at ${unit} ${formatCount(epochs.at(-1)!.epoch)}.`];
  if (epochs.length === 1)
    return isEnded(run.status)
      ? [unit === 'step' ? 'One entry: ' : 'One epoch: ', word, ' ', strong(lossText(last)), '.']
      : ['Too early: 1 epoch, ', word, ' ', strong(lossText(last)), '.'];
  if (chance && values.every(v => v === null || v > chance.loss * 0.985))
    return ['Does not learn yet: ', strong(`${word} ${formatFigure(last)}`), ' is that of chance.'];

  const best = lowestEpoch(epochs, e => e.metrics[metric] ?? null)!;
  const since = epochs.length - 1 - epochs.indexOf(best);
  if (since >= patience) {
    const trainAtBest = best.metrics['loss'] ?? null;
    const trainLast = epochs.at(-1)!.metrics['loss'] ?? null;
    const isOverfitting =
      metric === 'val_loss' && trainAtBest !== null && trainLast !== null && trainLast < trainAtBest;
    return [
      isOverfitting ? 'Learns, then overfits: ' : metric === 'val_loss' ? 'Has stopped learning: ' : 'Stands still: ',
      strong(`no new low since ${unit} ${formatCount(best.epoch)}`),
      '.',
    ];
  }
  const before = values.at(-2) ?? null;
  const note = metric === 'loss' ? ' No validation data.' : '';
  if (before === null || before === 0) return ['Lowest ', word, ' ', strong(lossText(last)), '.', note];
  const change = (last - before) / Math.abs(before);
  if (Math.abs(change) < 0.002) return ['Level: ', strong(`${word} ${lossText(last)}`), '.', note];
  return change < 0
    ? [
        'Learns: ',
        word,
        ' ',
        strong(`−${formatShare(-change)}`),
        ` in the last ${unit === 'step' ? 'entry' : unit}.`,
        note,
      ]
    : [
        `Rose in the last ${unit === 'step' ? 'entry' : unit}: `,
        word,
        ' ',
        strong(`+${formatShare(change)}`),
        '.',
        note,
      ];
}

/** The first step whose loss is none although its fit had one before: it is no number any more. A loss that was never known is not lost. */
function lostAt(steps: RunState['steps']): RunState['steps'][number] | null {
  const known = new Set<number>();
  for (const s of steps) {
    if (s.loss !== null) known.add(s.fit);
    else if (known.has(s.fit)) return s;
  }
  return null;
}

/** Models that train in turns: where each began and what it has come to. */
function inTurns(run: RunState): Answer {
  const models = [...new Set(run.fits.map(f => f.model))];
  const parts = models.slice(0, 3).flatMap((model, i): (string | { strong: string })[] => {
    const losses = run.steps.filter(s => run.fits.find(f => f.index === s.fit)?.model === model).map(s => s.loss);
    return losses.length
      ? [`${i ? ', ' : ''}${model} ${formatFigure(losses[0])} → `, strong(formatFigure(meanOfLast(losses)))]
      : [];
  });
  return [...parts, ` over ${formatCount(run.steps.at(-1)?.step ?? 0)} steps.`];
}

function beforeAnEpoch(run: RunState): Answer {
  const first = run.steps[0];
  const last = run.steps.at(-1);
  if (!first || !last) return [isEnded(run.status) ? 'No step was made.' : 'No step yet.'];
  const count = `${formatCount(last.step)} ${last.step === 1 ? 'step' : 'steps'}`;
  if (first === last) return ['First step: ', strong(formatFigure(last.loss)), '.'];
  if (run.steps.every(s => s.loss === null)) return [`${count}; the loss is not known.`];
  const isFirstEpoch = last.epoch !== null && run.fits.length === 1;
  return [
    isFirstEpoch ? 'First epoch: ' : '',
    `${formatFigure(first.loss)} → `,
    strong(formatFigure(meanOfLast(run.steps.map(s => s.loss)))),
    ` over ${count}.`,
  ];
}

/** The mean of the last tenth, at least one and at most 100 values: what a noisy loss has come to. */
function meanOfLast(losses: readonly (number | null)[]): number | null {
  const count = Math.max(1, Math.min(100, Math.round(losses.length / 10)));
  const recent = losses.slice(-count).filter(l => l !== null);
  return recent.length ? recent.reduce((sum, l) => sum + l, 0) / recent.length : null;
}

/** The sentence over the chart of another metric. */
export function metricAnswer(run: RunState, metric: MetricInfo): Answer {
  const epochs = comparableEpochs(run).filter(e => e.epoch > 0);
  const values = epochs.map(e => metricValue(metric, e, metric.hasValidation));
  const known = values.filter(v => v !== null);
  const last = known.at(-1);
  if (last === undefined) return ['Known at the end of the first epoch.'];
  const format = (v: number) => (metric.isError ? `${(v * 100).toFixed(2)} %` : lossText(v));
  const before = known.at(-2);
  if (before === undefined)
    return isEnded(run.status)
      ? [epochWord(run) === 'step' ? 'One entry: ' : 'After 1 epoch: ', strong(format(last)), '.']
      : ['Too early: ', strong(format(last)), ' after 1 epoch.'];
  if (!metric.isError) {
    const change = last - before;
    return [
      'Last ',
      strong(format(last)),
      `, ${change < 0 ? '−' : '+'}${formatFigure(Math.abs(change))} in the last ${run.log?.unit === 'step' ? 'entry' : 'epoch'}.`,
    ];
  }
  const best = lowestEpoch(epochs, e => metricValue(metric, e, metric.hasValidation))!;
  const since = epochs.length - 1 - epochs.indexOf(best);
  if (since >= patience)
    return [
      `Lowest at ${epochWord(run)} `,
      `${formatCount(best.epoch)}: `,
      strong(format(metricValue(metric, best, metric.hasValidation)!)),
      '.',
    ];
  const recent = known.slice(-4);
  const pace = (last - recent[0]!) / (recent.length - 1);
  if (Math.abs(pace) < 0.00005) return ['Level at ', strong(format(last)), '.'];
  const isSlow = Math.abs(pace) < 0.05 * Math.max(last, 1e-9);
  return [
    pace < 0 ? (isSlow ? 'Still falling, slowly: ' : 'Falling: ') : 'Rising: ',
    strong(`${formatPoints(pace)} ${epochWord(run) === 'step' ? 'from one entry to the next' : 'an epoch'}`),
    '.',
  ];
}
