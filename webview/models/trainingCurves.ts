import { formatFigure, formatRate, formatTick } from '../../extension/core/stats/formatFigure';
import type { StepRecord } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import { bestEpoch, comparableEpochs, lowestEpoch } from './bestEpoch';
import type { Chance } from './chance';
import { timeTicks, valueAxis, valuesToShow, type Curve, type CurveModel } from './curveModel';
import { formatMetric, formatPercent, metricValue, type MetricInfo } from './metricNames';
import { lossText } from './lossText';
import { smooth, thinPoints, type Point } from './smoothLosses';
import type { TimeAxis } from './timeAxis';

/** More points than a chart of this width can show. */
const maxPoints = 1200;
/** Curves of several models at once: more cannot be told apart. */
const maxModels = 3;
const frame = (axis: TimeAxis) => ({
  x: timeTicks(axis),
  future: axis.hasFuture ? axis.now : null,
  boundaries: axis.boundaries,
});

/** The loss: batches faint, their mean strong, validation dashed. Models that train in turns have a line each. */
export function lossCurves(run: RunState, axis: TimeAxis, chance: Chance | null, scale: 'log' | 'linear'): CurveModel {
  const models = [...new Set(run.fits.map(f => f.model))];
  const isInTurns = axis.isInTurns && models.length > 1;
  const groups = isInTurns
    ? models.slice(0, maxModels).map(model => ({
        name: model,
        steps: run.steps.filter(s => run.fits.find(f => f.index === s.fit)?.model === model),
      }))
    : [{ name: 'train', steps: run.steps }];
  const curves: Curve[] = groups.flatMap(({ name, steps }, i) => stepCurves(name, steps, axis, i));
  if (!run.steps.length) curves.push(...epochLine(run, axis, 'loss', 'train'));
  if (!isInTurns) curves.push(...epochLine(run, axis, 'val_loss', 'validation'));
  const best = bestEpoch(run);
  const values = valuesToShow(curves);
  const isChanceNear = chance && values.length && Math.max(...values) < chance.loss * 30;
  return {
    ...frame(axis),
    curves,
    y: valueAxis(isChanceNear ? [...values, chance.loss] : values, scale),
    best: best && run.epochs.length > 1 ? axis.position(best) : null,
    chance: isChanceNear ? { value: chance.loss, label: chance.lossLabel } : null,
  };
}

function stepCurves(name: string, steps: readonly StepRecord[], axis: TimeAxis, index: number): Curve[] {
  const points: Point[] = [];
  for (const s of steps) {
    const x = axis.position(s);
    if (x !== null) points.push({ x, y: s.loss });
  }
  if (!points.length) return [];
  // Wider, the fewer there are: a first epoch is all noise otherwise.
  const half = Math.max(2, Math.round(points.length / (12 + 24 * Math.min(1, points.length / 3000))));
  const role = (['train', 'reference', 'validation'] as const)[index]!;
  const strong = thinPoints(smooth(points, half), maxPoints);
  const last = recentLoss(steps);
  const line: Curve = {
    name,
    role,
    style: index === 0 ? 'strong' : 'dotted',
    points: strong,
    end: lossText(last.mean),
  };
  return index === 0
    ? [{ name: '', role, style: 'faint', points: thinPoints(points, maxPoints), end: '' }, line]
    : [line];
}

function epochLine(run: RunState, axis: TimeAxis, metric: string, role: 'train' | 'validation'): Curve[] {
  const points: Point[] = [];
  for (const e of run.epochs) {
    const x = axis.position(e);
    const y = e.metrics[metric];
    if (x !== null && y !== undefined) points.push({ x, y });
  }
  if (!points.some(p => p.y !== null)) return [];
  const last = points.findLast(p => p.y !== null)!;
  return [{ name: role, role, style: role === 'train' ? 'strong' : 'dashed', points, end: lossText(last.y) }];
}

/** The mean loss of the fit under way over the last tenth of the steps, 5 to 100 of them, and over how many it is. */
export function recentLoss(steps: readonly StepRecord[]): { mean: number | null; over: number; from: number } {
  const last = steps.at(-1);
  if (!last) return { mean: null, over: 0, from: 0 };
  const span = Math.min(100, Math.max(5, Math.round((last.step - steps[0]!.step + 1) / 10)));
  let sum = 0;
  let over = 0;
  let from = last.step;
  for (let i = steps.length - 1; i >= 0; i--) {
    const s = steps[i]!;
    if (s.step <= last.step - span) break;
    // Models that train in turns have steps between one another's.
    if (s.fit !== last.fit) continue;
    from = s.step;
    if (s.loss === null) continue;
    sum += s.loss;
    over++;
  }
  return { mean: over && last.loss !== null ? sum / over : null, over: last.loss === null ? 0 : over, from };
}

/** Another metric, by epoch: train solid, validation dashed. */
export function metricCurves(
  run: RunState,
  axis: TimeAxis,
  metric: MetricInfo,
  chance: Chance | null,
  scale: 'log' | 'linear',
): CurveModel {
  const line = (isValidation: boolean): Curve[] => {
    const points: Point[] = [];
    for (const e of run.epochs) {
      const x = axis.position(e);
      const isKnown = (isValidation ? `val_${metric.name}` : metric.name) in e.metrics;
      if (x !== null && isKnown) points.push({ x, y: metricValue(metric, e, isValidation) });
    }
    const last = points.findLast(p => p.y !== null);
    const role = isValidation ? 'validation' : 'train';
    return last
      ? [{ name: role, role, style: isValidation ? 'dashed' : 'strong', points, end: formatMetric(metric, last.y) }]
      : [];
  };
  const curves = [...line(false), ...line(true)];
  const best = lowestEpoch(comparableEpochs(run), e => metricValue(metric, e, metric.hasValidation));
  const isWithChance = metric.isError && chance;
  const values = valuesToShow(curves);
  if (isWithChance) values.push(chance.error);
  return {
    ...frame(axis),
    curves,
    y: valueAxis(values, scale, metric.isError ? v => `${Number((v * 100).toPrecision(6))} %` : formatTick),
    best: metric.isError && best && run.epochs.length > 1 ? axis.position(best) : null,
    chance: isWithChance ? { value: chance.error, label: chance.errorLabel } : null,
  };
}

type RateRecord = Pick<StepRecord, 'fit' | 'step' | 'epoch' | 'learningRate'>;

/** The learning rate, in steps as it changed; without curves where the optimizer has none. */
export function rateCurves(run: RunState, axis: TimeAxis): CurveModel {
  const points: Point[] = [];
  let before: RateRecord | null = null;
  const add = (s: RateRecord) => {
    const x = axis.position(s);
    if (x !== null) points.push({ x, y: s.learningRate });
  };
  // Only where it changes, and the last one.
  for (const s of run.log ? run.epochs : run.steps) {
    if (s.learningRate === null) continue;
    if (!before || s.learningRate !== before.learningRate) add(s);
    before = s;
  }
  if (before && points.length) add(before);
  if (points.length && axis.unit === 'epoch')
    points[0] = { ...points[0]!, x: Math.max(axis.min, Math.floor(points[0]!.x)) };
  const values = points.map(p => p.y!).filter(y => y > 0);
  const low = values.length ? Math.min(...values) : 1e-3;
  const high = values.length ? Math.max(...values) : 1e-3;
  const labels = [...new Set(high / low > 3 ? [low, high] : [high])];
  return {
    ...frame(axis),
    future: null,
    boundaries: [],
    curves: [
      { name: 'learning rate', role: 'reference', style: 'stepped', points, end: formatRate(points.at(-1)?.y ?? null) },
    ],
    y: { scale: 'log', min: low / 2, max: high * 2, ticks: labels.map(value => ({ value, label: formatRate(value) })) },
    best: null,
    chance: null,
  };
}

/** How much worse than on the training data: in points of error, epoch by epoch, none where it is better; null without validation. */
export function gapCurves(run: RunState, axis: TimeAxis, metric: MetricInfo): CurveModel | null {
  if (!metric.hasValidation) return null;
  const points: Point[] = [];
  let last: number | null = null;
  for (const e of run.epochs) {
    const x = axis.position(e);
    const train = metricValue(metric, e, false);
    const validation = metricValue(metric, e, true);
    if (x !== null && train !== null && validation !== null && e.epoch > 0)
      points.push({ x, y: Math.max(0, validation - train) });
    if (train !== null && validation !== null) last = validation - train;
  }
  const values = points.map(p => p.y!);
  const max = Math.max(...values, metric.isError ? 0.005 : 1e-6);
  const format = (v: number) =>
    metric.isError ? `${Number((v * 100).toPrecision(2))} pt`.replace('-', '−') : formatTick(v);
  const y = valueAxis([0, max], 'linear', format);
  return {
    ...frame(axis),
    future: null,
    boundaries: [],
    curves: [
      {
        name: 'gap',
        role: 'validation',
        style: 'area',
        points,
        end: last === null ? '' : metric.isError ? formatPercent(last).replace(' %', ' points') : formatFigure(last),
      },
    ],
    y: { ...y, ticks: y.ticks.filter((_, i, all) => i > 0 && (i === all.length - 1 || i === (all.length - 1) / 2)) },
    best: null,
    chance: null,
  };
}
