import { formatCount, formatFigure, formatRate } from '../../extension/core/stats/formatFigure';
import { isEnded } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import { bestEpoch, comparableEpochs } from './bestEpoch';
import { formatSeconds } from './epochRows';
import { formatMetric, metricsOf, metricValue } from './metricNames';
import { epochWord } from './moment';
import { timeAxis } from './timeAxis';
import { recentLoss } from './trainingCurves';
import { lossText } from './lossText';

export interface TrainingFigure {
  name: string;
  value: string;
  note: string;
}

/** The figures at the head of Training, at most five: only those that the run has. */
export function trainingFigures(run: RunState): TrainingFigure[] {
  const epochs = comparableEpochs(run);
  const last = run.log ? (epochs.findLast(e => 'val_loss' in e.metrics) ?? epochs.at(-1)) : epochs.at(-1);
  const best = bestEpoch(run);
  const figures: TrainingFigure[] = [];
  if (last && 'val_loss' in last.metrics)
    figures.push({
      name: 'Validation loss',
      value: lossText(last.metrics['val_loss']),
      note: !best
        ? ''
        : best === last
          ? epochs.length > 1
            ? isEnded(run.status)
              ? 'the lowest'
              : 'the lowest so far'
            : ''
          : `best ${lossText(best.metrics['val_loss'])} at ${epochWord(run)} ${formatCount(best.epoch)}`,
    });
  const [metric] = metricsOf(run.epochs);
  if (last && metric) {
    const word = metric.isError ? 'error' : metric.name;
    figures.push({
      name: metric.hasValidation ? `Validation ${word}` : `Train ${word}`,
      value: formatMetric(metric, metricValue(metric, last, metric.hasValidation)),
      note: metric.hasValidation ? `train ${formatMetric(metric, metricValue(metric, last, false))}` : '',
    });
  }
  const isInTurns = timeAxis(run).isInTurns;
  const models = [...new Set(run.fits.map(f => f.model))];
  for (const model of isInTurns ? models.slice(0, 3) : [null]) {
    const steps =
      model === null ? run.steps : run.steps.filter(s => run.fits.find(f => f.index === s.fit)?.model === model);
    if (!steps.length) continue;
    const loss = recentLoss(steps);
    const span = steps.at(-1)!.step - loss.from + 1;
    figures.push({
      name: model === null ? 'Train loss' : `Loss of ${model}`,
      value: lossText(loss.mean),
      note:
        loss.over === 0
          ? 'not a number'
          : loss.over === span
            ? `mean of ${span} ${span === 1 ? 'step' : 'steps'}`
            : `mean of ${loss.over} of ${span} steps`,
    });
  }
  const rates = run.log ? run.epochs : run.steps;
  const rate = rates.findLast(s => s.learningRate !== null)?.learningRate ?? null;
  if (rate !== null) figures.push({ name: 'Learning rate', value: formatRate(rate), note: optimizerName(run) });
  const pace = stepPace(run);
  if (pace) figures.push({ name: 'Step', value: pace.time, note: pace.note });
  return figures;
}

function optimizerName(run: RunState): string {
  const model = run.models.find(m => m.name === run.fits.at(-1)?.model);
  return (model?.optimizer ?? '').replace(/Optimizer$/, '');
}

/** Time for a step from the last epoch, and examples in a second. */
function stepPace(run: RunState): { time: string; note: string } | null {
  // a log says when something was written, not what a step took
  if (run.log) return null;
  const last = run.epochs.findLast(e => e.epoch > 0);
  const fit = last && run.fits.find(f => f.index === last.fit);
  if (!last || !fit || !(last.seconds > 0)) return null;
  const before = run.epochs.findLast(e => e.fit === last.fit && e.epoch < last.epoch);
  const steps = last.step - (before?.step ?? fit.firstStep);
  if (steps <= 0) return null;
  const ms = (last.seconds * 1000) / steps;
  const perSecond =
    fit.samples !== null
      ? fit.samples / last.seconds
      : fit.batchSize !== null
        ? (fit.batchSize * steps) / last.seconds
        : null;
  return {
    time: ms >= 1000 ? formatSeconds(ms / 1000) : `${formatFigure(ms, 2)} ms`,
    note: perSecond === null ? '' : `${formatCount(Number(perSecond.toPrecision(2)))} examples/s`,
  };
}
