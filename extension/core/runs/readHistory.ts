import type { TensorHistory } from '../../protocol/panel';
import type { TensorFacet } from '../../protocol/summary';
import { LayerglassError } from '../../protocol/errors';
import type { LayerPart } from '../stats/layerTensors';
import { withSnapshotBytes } from './readSnapshot';
import { readSummary, readTable } from './snapshotBytes';
import { readSnapshotIndex, type SnapshotLine } from './snapshotIndex';

/** Where the summaries of a kind are in a layer; `gradients` are those of the weights, else of the activations, told apart by the name. */
const partsOf: Record<TensorFacet, readonly LayerPart[]> = {
  weights: ['weights'],
  preActivations: ['preActivations'],
  activations: ['activations'],
  gradients: ['weightGradients', 'activationGradients'],
  activationGradients: ['activationGradients'],
};

/**
 * One tensor over time: at most `max` snapshots of the model, spread evenly, the first and the last always among them,
 * ascending by step. `tensor`: the weight's name, or the number of the call. Only its own bytes are read. A snapshot that is
 * damaged, or lacks the tensor, has no point.
 */
export function readHistory(
  folder: string,
  query: { model: string; layer: string; kind: TensorFacet; tensor: string; max: number },
): TensorHistory {
  const byStep = new Map<number, SnapshotLine>();
  for (const line of readSnapshotIndex(folder).lines) if (line.model === query.model) byStep.set(line.step, line);
  const lines = [...byStep.values()].sort((a, b) => a.step - b.step);
  const points = spreadEvenly(lines, query.max).flatMap(line => {
    const summary = tensorSummary(folder, line, query);
    return summary ? [{ step: line.step, epoch: line.epoch, summary }] : [];
  });
  return { kind: query.kind, points };
}

function tensorSummary(
  folder: string,
  line: SnapshotLine,
  { layer, kind, tensor }: { layer: string; kind: TensorFacet; tensor: string },
) {
  try {
    return withSnapshotBytes(folder, line, read => {
      const { table, blocksAt } = readTable(read);
      const tensors = table.layers.find(l => l.name === layer)?.tensors ?? [];
      for (const part of partsOf[kind]) {
        const entry = tensors.find(t => t.part === part && t.tensor === tensor);
        if (entry) return readSummary(entry, read, blocksAt);
      }
      return null;
    });
  } catch (error) {
    if (error instanceof LayerglassError) return null;
    throw error;
  }
}

/** At most `max` (1 and more) of the items, evenly over the list, its first and last among them; with 1 the last. */
export function spreadEvenly<T>(items: readonly T[], max: number): T[] {
  if (items.length <= max) return [...items];
  if (max <= 1) return items.slice(-1);
  return Array.from({ length: max }, (_, i) => items[Math.round((i * (items.length - 1)) / (max - 1))]!);
}
