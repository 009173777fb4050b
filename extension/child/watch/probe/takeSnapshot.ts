import { summarize } from '../../../core/stats/summarize';
import { variablesModelName } from '../../../protocol/model';
import { emptyLayerSnapshot, type LayerSnapshot, type Snapshot } from '../../../protocol/run';
import type { CloseUp } from '../../../protocol/closeUp';
import type { Summary } from '../../../protocol/summary';
import type { TensorFlow } from '../../tensorflow';
import { CloseUpProbe } from '../closeUps/closeUpProbe';
import { weightsOfRow, type LayerRow } from '../models/layerRows';
import type { WatchedModel } from '../models/modelRegistry';
import { weightNames } from '../../../core/layers/weightNames';
import { valuesOf, type LayerLike, type Variable } from '../tfjsInternals';
import type { ProbeBatch } from './probeBatch';
import { probeActivationGradients } from './probeActivationGradients';
import { probeActivations, type LayerProbe, type OutputProbe } from './probeActivations';
import { messageOf } from './probeProblems';

export interface SnapshotRequest {
  entry: WatchedModel;
  fit: number;
  step: number;
  epoch: number | null;
  batch: ProbeBatch | null;
  /** Said where there is no batch. */
  noBatch: string;
  hasActivationGradients: boolean;
  /** Pictures of kernels and of what convolutions return are wanted too. */
  hasPictures: boolean;
  /** Of the step that led here, by variable name. */
  gradients: ReadonlyMap<string, Summary>;
  /** Of the same step: how much it changed each weight, by variable name. */
  updates?: ReadonlyMap<string, number | null>;
  /** Given what a forward pass alone has shown, where a backward one follows. */
  onForward?(snapshot: Snapshot): void;
  /** Summaries of weights that were taken earlier, by variable name: before a forward pass moved averages. */
  weights?: ReadonlyMap<string, Summary>;
}

export interface TakenSnapshot {
  snapshot: Snapshot;
  /** The probe has to wait until the program has called the model itself. */
  isEarly: boolean;
  /** What the model returned, one for each output; empty without a probe. */
  outputs: OutputProbe[];
  /** Null where nothing is known of single units. */
  closeUp: CloseUp | null;
  /** What its pictures have cost. */
  picturesCostMs: number;
}

/**
 * All summaries of a model as it is now. Whatever cannot be had is left out and said in `note`; it never throws.
 */
export function takeSnapshot(tensorflow: TensorFlow, request: SnapshotRequest): TakenSnapshot {
  const { entry, batch, fit, step, epoch } = request;
  const rows = entry.rows();
  const bare = entry.variables();
  const weights = new Map<string, Summary>(request.weights);
  let note: string | null = null;
  let isEarly = false;
  let probes = new Map<LayerLike, LayerProbe>();
  let outputs: OutputProbe[] = [];
  const closeUpProbe = new CloseUpProbe(rows, batch, request.hasPictures);
  if (!entry.model || !batch) note = request.noBatch;
  else {
    const probe = probeActivations(tensorflow, entry.model, rows, batch, closeUpProbe);
    ({ layers: probes, outputs, isEarly } = probe);
    note = probe.problems || null;
    if (outputs.length > 0 && request.hasActivationGradients) {
      request.onForward?.(soFar());
      const gradients = activationGradients(tensorflow, request, rows, probes);
      note = [note, gradients].filter(Boolean).join(' ') || null;
    }
  }
  const snapshot = soFar();
  addWeightGradients(snapshot, entry, request.gradients);
  if (request.updates) addUpdates(snapshot, entry, request.updates);
  const closeUp = closeUpProbe.closeUp(tensorflow, entry.model, { fit, model: entry.name, step, epoch });
  return { snapshot, isEarly, outputs, closeUp, picturesCostMs: closeUpProbe.picturesCostMs };

  function soFar(): Snapshot {
    const layers = rows.map(row => layerSnapshot(row, weights, probes.get(row.layer), closeUpProbe));
    if (bare.length) layers.push(variablesSnapshot(bare, weights));
    const probed = probes.size && batch ? batch.examples : 0;
    return { fit, model: entry.name, step, epoch, probed, note, layers };
  }
}

/** Adds the gradients of weights to a snapshot of the same model. */
export function addWeightGradients(
  snapshot: Snapshot,
  entry: WatchedModel,
  gradients: ReadonlyMap<string, Summary>,
): void {
  if (!gradients.size) return;
  for (const { layer, weight, variable } of weightsShown(snapshot, entry)) {
    const gradient = gradients.get(variable);
    if (gradient) layer.weightGradients[weight] = gradient;
  }
}
/** Adds how much the newest update changed the weights. */
function addUpdates(snapshot: Snapshot, entry: WatchedModel, updates: ReadonlyMap<string, number | null>): void {
  if (!updates.size) return;
  for (const { layer, weight, variable } of weightsShown(snapshot, entry)) {
    const update = updates.get(variable);
    if (update !== undefined) layer.updates[weight] = update;
  }
}
/** The summaries of weights in a snapshot, by variable name. */
export function weightsIn(snapshot: Snapshot, entry: WatchedModel): Map<string, Summary> {
  const found = new Map<string, Summary>();
  for (const { layer, weight, variable } of weightsShown(snapshot, entry)) {
    const summary = layer.weights[weight];
    if (summary) found.set(variable, summary);
  }
  return found;
}

/** Each weight of a snapshot's layers: under which name it stands there, and that of its variable. */
function* weightsShown(
  snapshot: Snapshot,
  entry: WatchedModel,
): Generator<{ layer: LayerSnapshot; weight: string; variable: string }> {
  const layers = new Map(snapshot.layers.map(l => [l.name, l]));
  for (const row of entry.rows()) {
    const layer = layers.get(row.name);
    const own = weightsOfRow(row);
    const names = weightNames(own);
    if (layer) yield* own.map((w, i) => ({ layer, weight: names[i]!, variable: w.name }));
  }
  const layer = layers.get(variablesModelName);
  if (layer) yield* entry.variables().map(({ name }) => ({ layer, weight: name, variable: name }));
}

function activationGradients(
  tensorflow: TensorFlow,
  { entry, batch }: SnapshotRequest,
  rows: readonly LayerRow[],
  probes: Map<LayerLike, LayerProbe>,
): string | null {
  try {
    probeActivationGradients(tensorflow, entry.model!, rows, batch!, probes);
    return null;
  } catch (error) {
    return `No gradients of activations: ${messageOf(error)}.`;
  }
}
function layerSnapshot(
  row: LayerRow,
  weights: Map<string, Summary>,
  probe: LayerProbe | undefined,
  closeUp: CloseUpProbe,
): LayerSnapshot {
  const own = weightsOfRow(row);
  const names = weightNames(own);
  const result: LayerSnapshot = {
    ...emptyLayerSnapshot(row.name),
    preActivations: probe?.preActivations ?? [],
    activations: probe?.activations ?? [],
    activationGradients: probe?.activationGradients ?? [],
    units: closeUp.counts(row.layer),
  };
  own.forEach((weight, i) => {
    const summary = weightSummary(weights, weight.name, () => weight.read());
    if (summary) result.weights[names[i]!] = summary;
  });
  return result;
}

function variablesSnapshot(variables: readonly Variable[], weights: Map<string, Summary>): LayerSnapshot {
  const layer = emptyLayerSnapshot(variablesModelName);
  for (const variable of variables) {
    const summary = weightSummary(weights, variable.name, () => variable);
    if (summary) layer.weights[variable.name] = summary;
  }
  return layer;
}

/** Each variable is summarized once, though a layer and its wrapper both show it; null where it is gone. */
function weightSummary(known: Map<string, Summary>, name: string, read: () => Variable): Summary | null {
  let summary = known.get(name);
  if (summary) return summary;
  try {
    const values = valuesOf(read());
    if (!values) return null;
    summary = summarize(values);
  } catch {
    return null;
  }
  known.set(name, summary);
  return summary;
}
