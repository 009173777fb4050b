import { formatCount } from '../../extension/core/stats/formatFigure';
import type { CheckpointAt, PanelParams } from '../../extension/protocol/panel';
import type { CheckpointComparison } from '../../extension/protocol/reader';
import type { CheckpointRecord } from '../../extension/protocol/run';
import { checkpointAt, isKept, isSameCheckpoint, type RunCheckpoint } from '../models/checkpointRecords';
import { runLabel } from '../models/runBarModel';
import type { PanelContext } from '../panel/panelContext';
import type { Loaded } from '../state/loaded';

/** Two checkpoints whose files are together larger than this are compared only when they are looked at. */
const maxAheadBytes = 64e6;

/** Checkpoints A and B, which everything in the view is about. */
export class CheckpointPair {
  /** The request under way: while it runs none else is made, so that a drag leaves no queue behind it. A long one is given up. */
  private asked: { loaded: Loaded<CheckpointComparison>; params: PanelParams<'compareCheckpoints'> } | null = null;

  constructor(readonly panel: PanelContext) {}

  /** All of a run that are known, dropped ones too; of another run than the shown one they are asked for. */
  recordsOf(key: string): readonly CheckpointRecord[] {
    const { data } = this.panel.store;
    if (key === data.key) return data.run?.checkpoints ?? [];
    const item = data.runs.find(r => r.key === key);
    return (item && this.panel.data.checkpointLists.get(item).value) ?? [];
  }

  /** null where the run has none. */
  b(): RunCheckpoint | null {
    const { data, selection } = this.panel.store;
    const chosen = this.find(selection.checkpointB);
    // Another view may have moved on to another moment of the run since.
    const isOutdated =
      chosen?.key === data.key && selection.shown !== null && selection.shown.step !== chosen.record.step;
    if (chosen && !isOutdated && !(chosen.key === data.key && selection.shown === null)) return chosen;
    const record = data.run ? checkpointAt(data.run.checkpoints, selection.shown) : null;
    return data.key !== null && record ? { key: data.key, record } : null;
  }

  /** The one that was chosen, else the first of B's run; null where that has no other than B. */
  a(): RunCheckpoint | null {
    const b = this.b();
    const chosen = this.find(this.panel.store.selection.checkpointA);
    if (chosen || !b) return chosen;
    const record = this.recordsOf(b.key).find(c => isKept(c) && c.path !== b.record.path);
    return record ? { key: b.key, record } : null;
  }

  set(which: 'a' | 'b', { key, record }: RunCheckpoint): void {
    const at = { key, path: record.path };
    const { store } = this.panel;
    if (which === 'a') return store.choose({ checkpointA: at });
    const isOwn = key === store.data.key;
    // What is compared stays when B moves: A was the first of its run, not of another one.
    const a = this.a();
    store.choose({
      checkpointB: at,
      ...(isOwn && { shown: { fit: record.fit, step: record.step } }),
      ...(a && isSameCheckpoint(a, { key, record }) && { checkpointA: null }),
    });
  }
  /** Both at once. */
  setBoth(a: RunCheckpoint, b: RunCheckpoint): void {
    this.panel.store.remember({ checkpointA: { key: a.key, path: a.record.path } });
    this.set('b', b);
  }
  swap(): void {
    const [a, b] = [this.a(), this.b()];
    if (a && b) this.setBoth(b, a);
  }
  /** B, or A, to the kept checkpoint of its run so many places further; at the ends it stays. */
  step(which: 'a' | 'b', places: number): void {
    const from = which === 'a' ? this.a() : this.b();
    if (!from) return;
    const kept = this.recordsOf(from.key).filter(isKept);
    const at = kept.findIndex(c => c.path === from.record.path);
    const record = kept[Math.min(kept.length - 1, Math.max(0, at + places))];
    if (record && record.path !== from.record.path) this.set(which, { key: from.key, record });
  }

  /** `Run 15 · step 3,010`; `short`: without the run. */
  label({ key, record }: RunCheckpoint, isShort = false): string {
    const step = `step ${formatCount(record.step)}`;
    const item = this.panel.store.data.runs.find(r => r.key === key);
    const run = this.panel.store.data.run;
    const name = item ? runLabel(item).name : run && key === this.panel.store.data.key ? `Run ${run.id}` : '';
    return isShort || !name ? step : `${name} · ${step}`;
  }

  /** The comparison of A and B: asked for once; while another one is under way, nothing yet. null where there is no pair. */
  comparison(): Loaded<CheckpointComparison> | null {
    const [a, b] = [this.a(), this.b()];
    if (!a || !b || isSameCheckpoint(a, b)) return null;
    const loaded = this.compare(a, b);
    if (loaded.value) this.lookAhead(a, b);
    return loaded;
  }

  private compare(a: RunCheckpoint, b: RunCheckpoint): Loaded<CheckpointComparison> {
    const { checkpointReads } = this.panel.data;
    const params = { a: at(a), b: at(b) };
    const known = checkpointReads.known('compareCheckpoints', params);
    if (!known && this.asked?.loaded.isLoading) {
      if (!this.asked.loaded.progress) return waiting;
      checkpointReads.abandon('compareCheckpoints', this.asked.params);
    }
    const loaded = checkpointReads.get('compareCheckpoints', params);
    if (loaded.isLoading) this.asked = { loaded, params };
    return loaded;
  }
  /** The neighbours of B, where they are small: the next step of the slider is there when it is wanted. */
  private lookAhead(a: RunCheckpoint, b: RunCheckpoint): void {
    if (this.asked?.loaded.isLoading) return;
    const kept = this.recordsOf(b.key).filter(isKept);
    const index = kept.findIndex(c => c.path === b.record.path);
    for (const record of [kept[index + 1], kept[index - 1]]) {
      const next = record && { key: b.key, record };
      if (!next || isSameCheckpoint(a, next) || a.record.sizeBytes + record.sizeBytes > maxAheadBytes) continue;
      if (this.panel.data.checkpointReads.known('compareCheckpoints', { a: at(a), b: at(next) })) continue;
      this.compare(a, next);
      return;
    }
  }

  private find(chosen: CheckpointAt | null): RunCheckpoint | null {
    if (!chosen) return null;
    const record = this.recordsOf(chosen.key).find(c => c.path === chosen.path && isKept(c));
    return record ? { key: chosen.key, record } : null;
  }
}

const waiting: Loaded<CheckpointComparison> = { value: null, error: null, isLoading: true };
export const at = ({ key, record }: RunCheckpoint): CheckpointAt => ({ key, path: record.path });
