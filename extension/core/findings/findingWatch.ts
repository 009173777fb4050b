import type { ModelInfo } from '../../protocol/model';
import type { Finding, FitInfo, Snapshot, StepRecord } from '../../protocol/run';
import { mapSummaries } from '../stats/layerTensors';
import { withoutBuckets } from '../stats/mergeSummaries';
import type { BadData } from './findingRule';
import { evaluateSnapshot, evaluateStep } from './evaluateFindings';

/** Watches a run as it goes: remembers of each model and fit what the rules have to compare with, and says each thing once. */
export class FindingWatch {
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly steps = new Map<number, StepRecord>();
  private readonly told = new Set<string>();

  /** In the order of the steps; with or without buckets. Returns what is new. */
  snapshot(snapshot: Snapshot, model: ModelInfo): Finding[] {
    const found = evaluateSnapshot(snapshot, model, this.snapshots.get(model.name) ?? null);
    const layers = snapshot.layers.map(layer => mapSummaries(layer, withoutBuckets));
    this.snapshots.set(model.name, { ...snapshot, layers });
    return this.news(found);
  }

  /** Returns what is new. */
  step(step: StepRecord, fit: FitInfo, badData: BadData = null): Finding[] {
    const previous = this.steps.get(fit.index) ?? null;
    this.steps.set(fit.index, step);
    return this.news(evaluateStep(step, fit, previous, badData));
  }

  private news(findings: Finding[]): Finding[] {
    return findings.filter(({ rule, model, layer, fit }) => {
      // A loss that is NaN, fine, and NaN again is one finding of its fit; a layer's are told apart by the layer alone.
      const key = JSON.stringify([rule, model, layer, layer === null ? fit : null]);
      const isNew = !this.told.has(key);
      this.told.add(key);
      return isNew;
    });
  }
}
