import * as v from 'valibot';
import { viewNames } from '../../extension/protocol/panel';
import { tensorKinds } from '../../extension/protocol/summary';

const moment = v.nullable(v.object({ fit: v.number(), step: v.number() }));
const checkpoint = v.nullable(v.object({ key: v.string(), path: v.string() }));
const sort = v.nullable(v.object({ column: v.string(), isDescending: v.boolean() }));
const scale = v.picklist(['log', 'linear']);

/** All that a person has chosen: kept when the page is hidden or the window reloads. */
export const selectionSchema = v.object({
  view: v.picklist(viewNames),
  runKey: v.nullable(v.string()),
  /** What all views show, B in the comparison; null follows the run. */
  shown: moment,
  /** A in the comparison; null is the first snapshot. */
  a: moment,
  model: v.nullable(v.string()),
  layer: v.nullable(v.string()),
  tensor: v.nullable(v.string()),
  kind: v.nullable(v.picklist(tensorKinds)),
  /** Which gradients, where both are there. */
  gradientsOf: v.picklist(['weights', 'activations']),
  scale: v.picklist(['common', 'own']),
  axis: v.picklist(['symlog', 'linear']),
  /** How high a bin stands: by its share of the values, or by that share over the bin's width. */
  height: v.picklist(['count', 'density']),
  /** Layers: what flows, or what it counts and costs. */
  layersPage: v.picklist(['distributions', 'table']),
  /** Whether the layer table counts biases. */
  hasBiases: v.boolean(),
  /** Examples that memory is told for; null: the run's own batch. */
  batch: v.nullable(v.number()),
  /** null: by the size of the model. */
  groupBy: v.nullable(v.picklist(['block', 'none'])),
  sort,
  /** Part of the name of the layers that are looked for. */
  find: v.string(),
  /** Part of the names of a checkpoint's tensors that are looked for, and the one of them that is looked into. */
  tensorFind: v.string(),
  tensorName: v.nullable(v.string()),
  /** Checkpoints that are compared; null: the first of B's run, and the one that `shown` shows. */
  checkpointA: checkpoint,
  checkpointB: checkpoint,
  /** Runs of the tree that were folded or opened by hand. */
  openRuns: v.record(v.string(), v.boolean()),
  /** What checkpoints are looked for: words, or `val_loss<0.1`. */
  checkpointFind: v.string(),
  checkpointSort: sort,
  /** Whether what an optimizer keeps is compared too. */
  hasOptimizer: v.boolean(),
  /** Key of the run that the shown one is compared with. */
  against: v.nullable(v.string()),
  lossScale: scale,
  metricScale: scale,
  metric: v.nullable(v.string()),
  /** Which logged images are shown, and of which step; null: the first, and the newest. */
  imagesOf: v.nullable(v.string()),
  imageStep: v.nullable(v.number()),
  /** Tables in the place of charts, everywhere. */
  isTable: v.boolean(),
  /** Every layer on one scale: at the start, or at what is shown. */
  scaleAt: v.picklist(['start', 'shown']),
  /** The stretch of the time axis that is looked at; null: all of it. */
  zoom: v.nullable(v.object({ from: v.number(), to: v.number() })),
  /** Nested models that were folded or opened by hand. */
  expanded: v.record(v.string(), v.boolean()),
  /** Notes that were closed: `run key/code`. */
  dismissed: v.array(v.string()),
  scrollTops: v.record(v.string(), v.number()),
});
export type Selection = v.InferOutput<typeof selectionSchema>;

export const initialSelection: Selection = {
  view: 'training',
  runKey: null,
  shown: null,
  a: null,
  model: null,
  layer: null,
  tensor: null,
  kind: null,
  gradientsOf: 'weights',
  scale: 'common',
  axis: 'symlog',
  height: 'count',
  layersPage: 'distributions',
  hasBiases: true,
  batch: null,
  groupBy: null,
  sort: null,
  find: '',
  tensorFind: '',
  tensorName: null,
  checkpointA: null,
  checkpointB: null,
  openRuns: {},
  checkpointFind: '',
  checkpointSort: null,
  hasOptimizer: false,
  against: null,
  lossScale: 'log',
  metricScale: 'log',
  metric: null,
  imagesOf: null,
  imageStep: null,
  isTable: false,
  scaleAt: 'start',
  zoom: null,
  expanded: {},
  dismissed: [],
  scrollTops: {},
};

/** The selection that was saved; the initial one where there is none, or one of another release. */
export function restoreSelection(saved: unknown): Selection {
  const parsed = v.safeParse(selectionSchema, saved);
  return parsed.success ? parsed.output : initialSelection;
}

const notShared = { shown: null, a: null, zoom: null, checkpointA: null, checkpointB: null, imageStep: null };
/** What another run does not share: times, and the layer where its model has none of that name. */
export function selectionForRun(selection: Selection, runKey: string | null): Selection {
  if (selection.runKey === runKey) return selection;
  return { ...selection, runKey, ...notShared };
}
