import type { DataFacts } from '../../protocol/dataFacts';
import type { Finding, RuleSettings } from '../../protocol/finding';
import type { ModelInfo } from '../../protocol/model';
import type { EpochRecord, FitInfo, Snapshot, StepRecord } from '../../protocol/run';
import { snapshotFigures } from '../stats/snapshotFigures';
import { RuleSet } from './ruleSet';
import type { BadData } from './findingRule';
import { LossBlocks } from './lossBlocks';

/** What is remembered of a fit for what follows. */
interface FitMemory {
  step: StepRecord | null;
  epochs: EpochRecord[];
  losses: LossBlocks;
  data: Map<string, DataFacts>;
}

/** Watches a run as it goes: remembers of each model and fit what the rules have to compare with, and says each thing once. */
export class FindingWatch {
  private readonly rules: RuleSet;
  private readonly snapshots = new Map<string, { first: Snapshot; newest: Snapshot }>();
  private readonly fits = new Map<number, FitMemory>();
  private readonly models = new Map<string, ModelInfo>();
  private readonly told = new Set<string>();

  constructor(settings: RuleSettings = {}) {
    this.rules = new RuleSet(settings);
  }

  /** Before the fit's first snapshot. Returns what is new. */
  data(data: DataFacts, model: ModelInfo, fit: FitInfo): Finding[] {
    this.models.set(model.name, model);
    this.memoryOf(fit.index).data.set(model.name, data);
    return this.news(this.rules.data({ data, model, fit }));
  }

  /** In the order of the steps; with or without buckets. `fit`: null for a model that is not trained. Returns what is new. */
  snapshot(snapshot: Snapshot, model: ModelInfo, fit: FitInfo | null): Finding[] {
    this.models.set(model.name, model);
    const known = this.snapshots.get(model.name);
    const figures = snapshotFigures(snapshot);
    const first = known?.first ?? figures;
    this.snapshots.set(model.name, { first, newest: figures });
    const data = (fit && this.fits.get(fit.index)?.data.get(model.name)) ?? null;
    const found = this.rules.snapshot({ snapshot: figures, model, previous: known?.newest ?? null, first, fit, data });
    const isLoop = fit?.kind === 'custom' || fit?.kind === 'trainOnBatch';
    return this.news(fit && isLoop ? [...found, ...this.progress(fit, model)] : found);
  }

  /** Returns what is new. On the training's path. */
  step(step: StepRecord, fit: FitInfo, badData: BadData = null): Finding[] {
    const memory = this.memoryOf(fit.index);
    const previous = memory.step;
    memory.step = step;
    memory.losses.add(step);
    const model = this.models.get(fit.model) ?? null;
    const found = this.rules.step({ step, fit, previous, badData, model });
    return found.length ? this.news(found) : found;
  }

  /** An epoch is done, its snapshot included where there is one. Returns what is new. */
  epoch(epoch: EpochRecord, fit: FitInfo, model: ModelInfo): Finding[] {
    this.memoryOf(fit.index).epochs.push(epoch);
    return this.news(this.progress(fit, model));
  }

  private progress(fit: FitInfo, model: ModelInfo): Finding[] {
    const { epochs, losses, data, step } = this.memoryOf(fit.index);
    const { newest = null, first = null } = this.snapshots.get(model.name) ?? {};
    const learningRate = step?.learningRate ?? epochs.at(-1)?.learningRate ?? null;
    return this.rules.progress({
      ...{ fit, model, epochs, losses: losses.all(), learningRate },
      ...{ data: data.get(model.name) ?? null, snapshot: newest, first },
    });
  }

  private memoryOf(fit: number): FitMemory {
    let memory = this.fits.get(fit);
    if (!memory) this.fits.set(fit, (memory = { step: null, epochs: [], losses: new LossBlocks(), data: new Map() }));
    return memory;
  }

  private news(findings: Finding[]): Finding[] {
    return findings.filter(({ rule, model, layer, fit, site }) => {
      // A loss that is NaN, fine, and NaN again is one finding of its fit, and of all fits of one line, which a loop calls
      // again and again; a layer's are told apart by the layer alone.
      const key = JSON.stringify([rule, model, layer, layer === null ? (site ?? fit) : null]);
      const isNew = !this.told.has(key);
      this.told.add(key);
      return isNew;
    });
  }
}
