import type { CheckpointAt, PanelEvent, RunListItem } from '../../extension/protocol/panel';
import { applyEvent, type RunState } from '../../extension/protocol/runState';
import { selectionForRun, type Selection } from './selection';

export interface PanelData {
  /** False until the host has said anything. */
  isReady: boolean;
  program: string;
  isTrusted: boolean;
  runs: RunListItem[];
  key: string | null;
  run: RunState | null;
  isStale: boolean;
}
/** `data`: something came from the host, drawn in its time. `choice`: the person did something, drawn at once. */
export type StoreChange = 'data' | 'choice';

/** What the page knows, and what is chosen. Neither is ever changed in place: a new object stands for every change. */
export class PanelStore {
  data: PanelData = {
    isReady: false,
    program: '',
    isTrusted: true,
    runs: [],
    key: null,
    run: null,
    isStale: false,
  };
  private readonly listeners: ((change: StoreChange) => void)[] = [];

  constructor(
    public selection: Selection,
    private readonly save: (selection: Selection) => void,
  ) {}

  onDidChange(listener: (change: StoreChange) => void): void {
    this.listeners.push(listener);
  }

  choose(patch: Partial<Selection>): void {
    this.selection = { ...this.selection, ...patch };
    this.save(this.selection);
    this.fire('choice');
  }

  /** Saved without drawing anything. */
  remember(patch: Partial<Selection>): void {
    this.selection = { ...this.selection, ...patch };
    this.save(this.selection);
  }

  apply(event: PanelEvent): void {
    switch (event.type) {
      case 'state': {
        const { program, isTrusted, runs, key, run, isStale } = event;
        const isOtherRun = this.data.key !== event.key || !this.data.isReady;
        this.data = { isReady: true, program, isTrusted, runs, key, run, isStale };
        if (event.key !== null) this.remember(selectionForRun(this.selection, event.key));
        return this.fire(isOtherRun ? 'choice' : 'data');
      }
      case 'runs':
        this.data = { ...this.data, runs: event.runs };
        return this.fire('data');
      case 'event':
        if (event.key !== this.data.key || !this.data.run) return;
        this.data = { ...this.data, run: applyEvent(this.data.run, event.event) };
        return this.fire('data');
      case 'stale':
        this.data = { ...this.data, isStale: event.isStale };
        return this.fire('data');
      case 'select': {
        const { model, layer } = this.selection;
        const isSelected = event.layers.some(l => l.model === model && l.layer === layer);
        return this.choose({
          ...(!isSelected && event.layers[0] && { ...event.layers[0], tensor: null }),
          ...(event.open && { view: 'layers' as const }),
        });
      }
      case 'show': {
        const { view, step, compare } = event;
        return this.choose({
          view,
          ...(step !== undefined && { shown: this.momentAt(step), checkpointB: null }),
          ...(compare && { checkpointA: compare.a, checkpointB: compare.b, shown: this.momentOf(compare.b) }),
        });
      }
    }
  }

  /** The moment of a step, in the fit that made it. */
  private momentAt(step: number): Selection['shown'] {
    const point = this.data.run?.checkpoints.find(c => c.step === step);
    return { fit: point?.fit ?? 0, step };
  }

  /** The moment of a checkpoint of the run that is shown; what is shown already for one of another run. */
  private momentOf({ key, path }: CheckpointAt): Selection['shown'] {
    const record = key === this.data.key && this.data.run?.checkpoints.find(c => c.path === path);
    return record ? { fit: record.fit, step: record.step } : this.selection.shown;
  }

  /** Something else that is drawn has arrived. */
  touch(): void {
    this.fire('choice');
  }

  private fire(change: StoreChange): void {
    for (const listener of this.listeners) listener(change);
  }
}
