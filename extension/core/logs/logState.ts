import { unconnectedLayer } from '../layers/unconnectedLayer';
import type { LayerInfo, ModelInfo } from '../../protocol/model';
import type { EpochRecord, Metrics, Notice, StepRecord } from '../../protocol/run';
import { emptyRunState, thinSteps, type RunState } from '../../protocol/runState';
import { imageSeriesOf } from './logImages';
import { curvesOf, thinned, valueAt, type LogCurve } from './logMetrics';
import type { LogTraining } from './logTraining';

/** More curves than anyone chooses from, and more points than a chart has pixels. */
const maxCurves = 500;
const maxPointsPerCurve = 1000;
const maxEpochs = 4000;
/** A loss with more points than this is noise with a trend: it is shown as that of single batches. */
const denseLoss = 200;
const rateNames = /^(learning_rate|lr)$/i;

/** What a training logged, as the page shows runs. `id`: its place among the others, from 1. */
export function logState(
  training: LogTraining,
  { id, title, place }: { id: number; title: string; place: string },
): RunState {
  const { clock, model } = training;
  const all = curvesOf(training.runs);
  const dense =
    clock.unit === 'step' ? all.find(c => c.metric === 'loss' && c.series.steps.length > denseLoss) : undefined;
  const rate = all.find(c => rateNames.test(c.metric));
  const steps = dense ? lossSteps(dense) : clock.steps;
  const shown = all.filter(c => c !== dense && c !== rate);
  const epochs = epochsOf(training, shown.slice(0, maxCurves), rate);
  const startedAt = Math.round(training.firstTime * 1000);
  const endedAt = Math.round(training.lastTime * 1000);
  return {
    ...emptyRunState(id, title),
    path: place,
    folder: place,
    startedAt,
    endedAt,
    status: 'completed',
    models: training.tensors.length ? [modelOf(training)] : [],
    fits: [
      {
        ...{ index: 0, model, kind: clock.unit === 'epoch' ? 'fit' : 'custom', site: null, epochs: null },
        ...{ initialEpoch: 0, stepsPerEpoch: null, batchSize: null, samples: null, firstStep: 0, startedAt },
      },
    ],
    steps,
    epochs,
    snapshots: training.snapshots(),
    notices: noticesOf(training, shown.length - maxCurves),
    log: {
      name: training.name === '.' ? title : training.name,
      unit: clock.unit,
      writtenAt: endedAt,
      images: imageSeriesOf(training),
    },
  };
}

function lossSteps({ series }: LogCurve): StepRecord[] {
  const records = series.steps.flatMap((step, i) =>
    step < 0 ? [] : [{ fit: 0, step, epoch: null, loss: valueAt(series, i), learningRate: null }],
  );
  return thinSteps(records);
}

function epochsOf(training: LogTraining, curves: readonly LogCurve[], rate: LogCurve | undefined): EpochRecord[] {
  const { clock } = training;
  const found = new Map<number, { time: number; metrics: Map<string, number | null>; rate: number | null }>();
  for (const curve of [...curves, ...(rate ? [rate] : [])])
    for (const point of thinned(curve.series, maxPointsPerCurve)) {
      const logStep = curve.series.steps[point]!;
      if (logStep < 0) continue;
      let record = found.get(logStep);
      if (!record) found.set(logStep, (record = { time: 0, metrics: new Map(), rate: null }));
      record.time = Math.max(record.time, curve.series.wallTimes[point]!);
      const value = valueAt(curve.series, point);
      if (curve === rate) record.rate = value;
      else record.metrics.set(curve.metric, value);
    }
  let before = training.firstTime;
  const records = [...found]
    .sort(([a], [b]) => a - b)
    .map(([logStep, { time, metrics, rate: learningRate }]): EpochRecord => {
      const { step, epoch } = clock.at(logStep);
      const seconds = Math.max(0, time - before);
      before = time;
      const own: Metrics = Object.fromEntries(metrics);
      return { fit: 0, epoch: epoch ?? logStep, step, seconds, metrics: own, learningRate };
    });
  const every = Math.ceil(records.length / maxEpochs);
  return every > 1 ? records.filter((_, i) => i % every === 0 || i === records.length - 1) : records;
}

/** The model as its histograms tell of it: names and numbers of values, no shapes and no classes. */
function modelOf(training: LogTraining): ModelInfo {
  const counts = training.counts();
  const byLayer = new Map<string, LayerInfo>();
  for (const name of training.layers) byLayer.set(name, layerOf(name));
  for (const tensor of training.tensors) {
    if (tensor.part !== 'weights') continue;
    const layer = byLayer.get(tensor.layer)!;
    const count = counts.get(tensor)!;
    layer.parameters += count;
    layer.trainable += count;
    layer.weights.push({ name: tensor.tensor, shape: [count], dtype: 'float32', trainable: true });
  }
  const layers = [...byLayer.values()];
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  return {
    ...{ name: training.model, className: '', parameters, trainable: parameters, layers, inputs: [], outputs: [] },
    ...{ loss: null, optimizer: null, learningRate: null, compileSite: null, optimizerSite: null, site: null },
  };
}

const layerOf = (name: string): LayerInfo => ({
  ...{ name, className: '', outputShape: null, parameters: 0, trainable: 0, arithmetic: '', weights: [] },
  ...unconnectedLayer(),
  ...{ site: null, via: [] },
});

function noticesOf(training: LogTraining, curvesLeftOut: number): Notice[] {
  const notices: Notice[] = [];
  if (training.tensors.length) {
    const isNew = training.tensors.some(({ series }) => series.plugin === 'histograms');
    notices.push({
      code: 'log-histograms',
      message: `These histograms are the buckets that were logged${isNew ? ': means and spreads with ≈ were reckoned from them, and are right to about the width of a bucket' : ''}. Zeros, NaN and infinities were not counted in them.`,
    });
  }
  if (training.tensorsLeftOut)
    notices.push({
      code: 'log-cut',
      message: `${training.tensorsLeftOut} more histograms were logged than are shown.`,
    });
  if (curvesLeftOut > 0)
    notices.push({ code: 'log-cut', message: `${curvesLeftOut} more curves were logged than are shown.` });
  const problems = training.runs.flatMap(({ run }) => run.problems);
  for (const { code, message, where } of problems.slice(0, 5))
    notices.push({ code, message: where ? `${where.replace(/:\d+$/, '')}: ${message}` : message });
  if (problems.length > 5)
    notices.push({ code: 'more-problems', message: `${problems.length - 5} more things are wrong with its files.` });
  if (training.runs.some(({ run }) => run.files.some(f => f.isThinned)))
    notices.push({
      code: 'log-thinned',
      message: 'So much was logged that of long curves only every second point, or fewer, is kept.',
    });
  return notices;
}
