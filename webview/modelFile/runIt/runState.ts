import type { FileInput, FileRunResult, PixelScale } from '../../../extension/protocol/fileRun';
import type { HostError, StartedRequest } from '../../host/hostChannel';
import type { FileContext } from '../fileContext';

export type InputKind = FileInput['kind'];
/** Where a run stands. The parts draw what is here, and never change it. */
export interface RunShown {
  kind: InputKind;
  /** What was chosen for each kind that is a file or folder. */
  paths: Readonly<Partial<Record<InputKind, string>>>;
  /** null: guessed. */
  scale: PixelScale | null;
  seed: number;
  stage: { text: string; done: number; total: number } | null;
  result: FileRunResult | null;
  error: { code: string; message: string; remedy: string } | null;
  /** Which example is looked at. */
  example: number;
}

/** What is fed to the model, and what came of it; kept as long as the page is. */
export class RunState {
  shown: RunShown = {
    kind: 'image',
    paths: {},
    scale: null,
    seed: 1,
    ...{ stage: null, result: null, error: null },
    example: 0,
  };
  private running: StartedRequest<FileRunResult> | null = null;

  constructor(private readonly context: FileContext) {
    context.onEvent(event => {
      if (event.type === 'runProgress' && this.running) {
        const { stage, done, total } = event;
        this.set({ stage: { text: stage, done, total } });
      }
      // another version of the file: what the old one said is not what this one says
      if (event.type === 'file' && event.version !== this.version) {
        this.version = event.version;
        this.cancel();
        this.set({ result: null, error: null });
      }
    });
  }
  private version = 0;

  set(patch: Partial<RunShown>): void {
    this.shown = { ...this.shown, ...patch };
    this.context.store.touch();
  }

  chooseKind(kind: InputKind): void {
    this.set({ kind });
  }
  async choose(): Promise<void> {
    const { kind } = this.shown;
    if (kind === 'noise') return this.run();
    const path = await this.context.channel.request('chooseInput', { kind });
    if (path === null) return;
    this.set({ paths: { ...this.shown.paths, [kind]: path } });
    this.run();
  }
  setScale(scale: PixelScale | null): void {
    this.set({ scale });
    this.run();
  }
  nextNoise(): void {
    this.set({ seed: this.shown.seed + 1 });
    this.run();
  }

  run(): void {
    const input = this.input();
    if (!input) return;
    this.running?.cancel();
    this.set({ stage: { text: 'starting', done: 0, total: 0 }, error: null });
    const started = this.context.channel.start('run', { input });
    this.running = started;
    started.answer.then(
      result => this.end(started, { result, example: 0 }),
      (error: HostError) =>
        this.end(
          started,
          error.code === 'cancelled'
            ? {}
            : { error: { code: error.code, message: error.message, remedy: error.remedy } },
        ),
    );
  }
  cancel(): void {
    this.running?.cancel();
    this.running = null;
    this.set({ stage: null });
  }

  private end(started: StartedRequest<FileRunResult>, patch: Partial<RunShown>): void {
    if (this.running !== started) return;
    this.running = null;
    this.set({ ...patch, stage: null });
    this.context.announce(patch.result ? 'The model has run.' : (patch.error?.message ?? 'Stopped.'));
  }

  private input(): FileInput | null {
    const { kind, paths, scale, seed } = this.shown;
    if (kind === 'noise') return { kind, seed };
    const path = paths[kind];
    if (path === undefined) return null;
    return kind === 'npy' ? { kind, path } : { kind, path, scale };
  }
}
