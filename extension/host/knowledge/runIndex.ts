import * as path from 'node:path';
import type { LayerInfo, ModelInfo } from '../../protocol/model';
import type { Finding } from '../../protocol/finding';
import type { LayerSnapshot, Snapshot, SnapshotRef } from '../../protocol/run';
import type { RunState } from '../../protocol/runState';

/** A layer that a run built at a place in the source. */
export interface IndexedLayer {
  model: ModelInfo;
  layer: LayerInfo;
  /** Of the newest snapshot, without buckets; null before there is one. */
  snapshot: LayerSnapshot | null;
  findings: Finding[];
  /** How the snapshot is called in text: `before training`, `epoch 3`, `step 400`; empty where there is none. */
  moment: string;
  /** Where the snapshot is kept; null where there is none. */
  source: { runFolder: string; ref: SnapshotRef } | null;
}

export interface IndexedFile {
  layers: readonly IndexedLayer[];
  models: readonly ModelInfo[];
}

/**
 * What a run built, by absolute path of the source file. `folder`: what its sites are relative to; `snapshots`: the newest
 * one of each model, by its name.
 */
export function indexRun(
  state: Pick<RunState, 'models' | 'findings' | 'path'>,
  folder: string,
  snapshots: ReadonlyMap<string, Snapshot>,
): Map<string, IndexedFile> {
  const files = new Map<string, { layers: IndexedLayer[]; models: ModelInfo[] }>();
  const fileOf = (name: string): { layers: IndexedLayer[]; models: ModelInfo[] } => {
    const file = path.resolve(folder, name);
    const known = files.get(file) ?? { layers: [], models: [] };
    files.set(file, known);
    return known;
  };
  for (const model of state.models) {
    if (model.site) fileOf(model.site.file).models.push(model);
    const snapshot = snapshots.get(model.name);
    const byName = new Map(snapshot?.layers.map(l => [l.name, l]));
    const findings = findingsOfModel(state.findings, model);
    for (const layer of model.layers) {
      if (!layer.site) continue;
      fileOf(layer.site.file).layers.push({
        model,
        layer,
        snapshot: byName.get(layer.name) ?? null,
        findings: findings.filter(f => f.layer === layer.name),
        moment: snapshot ? momentOf(snapshot) : '',
        source: snapshot && state.path !== null ? { runFolder: state.path, ref: refOf(snapshot) } : null,
      });
    }
  }
  return files;
}

const refOf = ({ fit, model, step, epoch }: Snapshot): SnapshotRef => ({ fit, model, step, epoch });

/** The findings of a model and of its layers. One without a model belongs to all. */
export function findingsOfModel(findings: readonly Finding[], model: ModelInfo): Finding[] {
  return findings.filter(f => f.model === null || f.model === model.name);
}

/** `before training`, `epoch 3`, `step 400`. */
export function momentOf({ step, epoch }: Pick<Snapshot, 'step' | 'epoch'>): string {
  if (step === 0) return 'before training';
  return epoch !== null && epoch > 0 && Number.isInteger(epoch)
    ? `epoch ${epoch}`
    : `step ${step.toLocaleString('en-US')}`;
}
