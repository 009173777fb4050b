import type { FileEvent, FileRefusal, OtherFile } from '../../extension/protocol/filePage';
import type { FileDescription, FileFinding, FileProblem, TensorFigures } from '../../extension/protocol/reader';
import type { StoreChange } from '../state/panelStore';
import type { FileSelection } from './fileSelection';

/** What has been read of the figures. */
export interface FileReading {
  /** `waiting`: not begun. */
  state: 'waiting' | 'reading' | 'stopped' | 'done';
  /** Bytes, and since when (`performance.now()`). */
  done: number;
  total: number;
  beganMs: number;
  /** From the weights that were read. */
  findings: readonly FileFinding[];
  problems: readonly FileProblem[];
  /** Names of tensors that were read in this version of the file. */
  read: number;
}
export interface FileData {
  /** False until the host has said anything. */
  isReady: boolean;
  version: number;
  name: string;
  bytes: number;
  isTrusted: boolean;
  description: FileDescription | null;
  refusal: FileRefusal | null;
  /** It changes at the moment: what is shown was read before. */
  isBeingWritten: boolean;
  /** By name. The map stays the same one while figures come in: `revision` tells one state from another. */
  figures: ReadonlyMap<string, TensorFigures>;
  revision: number;
  reading: FileReading;
  other: OtherFile | null;
}

const notRead: FileReading = {
  state: 'waiting',
  ...{ done: 0, total: 0, beganMs: 0, read: 0 },
  findings: [],
  problems: [],
};

/** What the page knows of the file, and what is chosen. But for the figures neither is ever changed in place. */
export class FileStore {
  data: FileData = {
    isReady: false,
    version: 0,
    name: '',
    bytes: 0,
    isTrusted: true,
    description: null,
    refusal: null,
    isBeingWritten: false,
    figures: new Map(),
    revision: 0,
    reading: notRead,
    other: null,
  };
  private figures = new Map<string, TensorFigures>();
  /** Names of what was read of this version. */
  private readNames = new Set<string>();
  private readonly listeners: ((change: StoreChange) => void)[] = [];

  constructor(
    public selection: FileSelection,
    private readonly save: (selection: FileSelection) => void,
  ) {}

  onDidChange(listener: (change: StoreChange) => void): void {
    this.listeners.push(listener);
  }

  choose(patch: Partial<FileSelection>): void {
    this.remember(patch);
    this.fire('choice');
  }
  /** Saved without drawing anything. */
  remember(patch: Partial<FileSelection>): void {
    this.selection = { ...this.selection, ...patch };
    this.save(this.selection);
  }
  /** Something else that is drawn has arrived. */
  touch(): void {
    this.fire('choice');
  }

  apply(event: FileEvent): void {
    const { data } = this;
    if ('version' in event && event.type !== 'file' && event.version !== data.version) return;
    switch (event.type) {
      case 'file':
        return this.take(event);
      case 'beingWritten':
        return this.set({ isBeingWritten: event.isBeingWritten });
      case 'reading':
        return this.read({ state: 'reading', beganMs: performance.now(), done: 0, total: 0 });
      case 'progress': {
        const { done, total } = event;
        const began = data.reading.state === 'reading' ? {} : { state: 'reading' as const, beganMs: performance.now() };
        return this.read({ ...began, done, total });
      }
      case 'figures': {
        for (const tensor of event.tensors) {
          this.figures.set(tensor.name, tensor);
          this.readNames.add(tensor.name);
        }
        const { problems } = data.reading;
        this.data = { ...data, revision: data.revision + 1 };
        return this.read({ read: this.readNames.size, problems: [...problems, ...event.problems] });
      }
      case 'read': {
        const { findings, problems, stopped } = event;
        return this.read({ state: stopped ? 'stopped' : 'done', findings, problems });
      }
      case 'other':
        return this.set({ other: event.other });
      case 'show':
        return this.choose({ view: event.view });
      case 'runProgress':
        return;
    }
  }

  /** Another version of the file: figures of tensors that are still there stand until theirs are read again. */
  private take(event: Extract<FileEvent, { type: 'file' }>): void {
    const { version, name, bytes, isTrusted, description, refusal } = event;
    const isOther = version !== this.data.version || !this.data.isReady;
    if (isOther) {
      const kept = new Map<string, TensorFigures>();
      for (const { name: tensor, dtype, shape } of description?.tensors ?? []) {
        const known = this.figures.get(tensor);
        if (known && known.dtype === dtype && String(known.shape) === String(shape)) kept.set(tensor, known);
      }
      this.figures = kept;
      this.readNames = new Set();
    }
    const fresh = isOther ? { reading: notRead, figures: this.figures, revision: this.data.revision + 1 } : {};
    const facts = { version, name, bytes, isTrusted, description, refusal };
    this.data = { ...this.data, ...fresh, ...facts, isReady: true, isBeingWritten: false };
    this.fire('choice');
  }

  private read(patch: Partial<FileReading>): void {
    this.set({ reading: { ...this.data.reading, ...patch } });
  }
  private set(patch: Partial<FileData>): void {
    this.data = { ...this.data, ...patch };
    this.fire('data');
  }
  private fire(change: StoreChange): void {
    for (const listener of this.listeners) listener(change);
  }
}
