import { formatCount, formatRate } from '../../extension/core/stats/formatFigure';
import type { RunState } from '../../extension/protocol/runState';
import { formatMetric, metricValue, type MetricInfo } from './metricNames';
import { momentLabel, type Moment } from './moment';
import type { TimeAxis } from './timeAxis';
import { lossText } from './lossText';

/** The measured point under the crosshair. */
export interface CrosshairPoint {
  x: number;
  moment: Moment;
  title: string;
  loss: { name: string; value: string }[];
  metric: { name: string; value: string }[];
}

/** The measured point nearest to a place of the time axis: an epoch where there are any in reach, else a step. */
export function crosshairAt(
  run: RunState,
  axis: TimeAxis,
  metric: MetricInfo | null,
  x: number,
): CrosshairPoint | null {
  let nearestEpoch: { epoch: RunState['epochs'][number]; x: number } | null = null;
  for (const epoch of run.epochs) {
    const at = axis.position(epoch);
    if (at !== null && (!nearestEpoch || Math.abs(at - x) < Math.abs(nearestEpoch.x - x)))
      nearestEpoch = { epoch, x: at };
  }
  const isInReach = nearestEpoch && (axis.unit === 'epoch' ? Math.abs(nearestEpoch.x - x) <= 0.5 : false);
  if (nearestEpoch && isInReach) return epochPoint(run, nearestEpoch.epoch, nearestEpoch.x, metric);
  let nearest: { step: RunState['steps'][number]; x: number } | null = null;
  for (const step of run.steps) {
    const at = axis.position(step);
    if (at !== null && (!nearest || Math.abs(at - x) < Math.abs(nearest.x - x))) nearest = { step, x: at };
  }
  if (nearestEpoch && (!nearest || Math.abs(nearestEpoch.x - x) <= Math.abs(nearest.x - x)))
    return epochPoint(run, nearestEpoch.epoch, nearestEpoch.x, metric);
  if (!nearest) return null;
  const { step } = nearest;
  return {
    x: nearest.x,
    moment: { fit: step.fit, step: step.step },
    title:
      run.fits.length > 1
        ? `step ${formatCount(step.step)} · ${run.fits.find(f => f.index === step.fit)?.model ?? ''}`
        : `step ${formatCount(step.step)}`,
    loss: [
      { name: 'loss', value: step.loss === null ? 'NaN' : lossText(step.loss) },
      ...(step.learningRate === null ? [] : [{ name: 'learning rate', value: formatRate(step.learningRate) }]),
    ],
    metric: [],
  };
}

function epochPoint(
  run: RunState,
  epoch: RunState['epochs'][number],
  x: number,
  metric: MetricInfo | null,
): CrosshairPoint {
  const { metrics } = epoch;
  return {
    x,
    moment: { fit: epoch.fit, step: epoch.step },
    title: run.log
      ? momentLabel(run, epoch)
      : `${epoch.epoch === 0 ? 'epoch 0' : momentLabel(run, epoch)} · step ${formatCount(epoch.step)}`,
    loss: [
      { name: 'train', value: lossText(metrics['loss'] ?? null) },
      ...('val_loss' in metrics ? [{ name: 'validation', value: lossText(metrics['val_loss']) }] : []),
      ...(epoch.learningRate === null ? [] : [{ name: 'learning rate', value: formatRate(epoch.learningRate) }]),
    ],
    metric: metric
      ? [
          { name: 'train', value: formatMetric(metric, metricValue(metric, epoch, false)) },
          ...(metric.hasValidation
            ? [{ name: 'validation', value: formatMetric(metric, metricValue(metric, epoch, true)) }]
            : []),
        ]
      : [],
  };
}
