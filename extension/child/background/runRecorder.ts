import { processIdentity } from '../../core/runs/processIdentity';
import type { RunWriter } from '../../core/runs/runWriter';
import { snapshotFigures } from '../../core/stats/snapshotFigures';
import { LayerglassError } from '../../protocol/errors';
import type { CheckpointRecord, Notice, RunManifest } from '../../protocol/run';
import type { LaunchSpec, RunnerEvent } from '../../protocol/runner';
import type { BackgroundMessage } from './messages';
import { relativePath } from '../../core/text/relativePath';

/** What of a RunWriter is used here. */
export type Writer = Pick<
  RunWriter,
  'update' | 'addSteps' | 'addEpoch' | 'addSnapshot' | 'addCloseUp' | 'addCheckpoint' | 'close'
>;

/** More steps than this in a tenth of a second are thinned on their way to the host. */
const maxStepsTold = 200;
/** After so many failures in a row nothing more is tried. A full disk is not tried twice. */
const maxFailures = 3;

/**
 * Keeps what the program's thread reports in the run folder and tells the host of it, in this order: what the host hears
 * of is kept. When something cannot be written (the disk is full) the run goes on: the host is told what is, and that
 * nothing more is kept.
 */
export class RunRecorder {
  private writer: Writer | null = null;
  /** Given up, but still asked to write the last word: run.json is small. */
  private failedWriter: Writer | null = null;
  private failures = 0;
  private readonly lists: Required<
    Pick<RunManifest, 'models' | 'fits' | 'data' | 'findings' | 'initializers' | 'notices'>
  > = {
    models: [],
    fits: [],
    data: [],
    findings: [],
    initializers: [],
    notices: [],
  };

  /** @param openWriter null where nothing is to be written (watch off) */
  constructor(
    openWriter: (() => Writer) | null,
    private readonly tell: (event: RunnerEvent) => void,
  ) {
    if (openWriter)
      this.guard(() => {
        this.writer = openWriter();
      });
  }

  take(message: BackgroundMessage): void {
    switch (message.type) {
      case 'steps':
        this.guard(writer => writer?.addSteps(message.steps));
        return this.tell({ type: 'steps', steps: thinned(message.steps) });
      case 'snapshot':
        if (this.guard(writer => writer?.addSnapshot(message.snapshot)))
          this.tell({ type: 'snapshot', snapshot: snapshotFigures(message.snapshot) });
        return;
      case 'closeUp':
        return void this.guard(writer => writer?.addCloseUp(message.closeUp));
      case 'checkpoint': {
        let records: CheckpointRecord[] = [];
        this.guard(writer => (records = writer?.addCheckpoint(message.content) ?? []));
        for (const checkpoint of records) this.tell({ type: 'checkpoint', checkpoint });
        return;
      }
      case 'end': {
        const { status, error } = message;
        this.close({ status, error });
        if (error) this.tell({ type: 'failed', error });
        return this.tell({ type: 'ended', status });
      }
      default:
        this.keep(message);
        return this.tell(message);
    }
  }

  /** The host is gone: nobody is told. A run that has ended stays what it is. */
  interrupt(): void {
    this.close({ status: 'interrupted' });
  }

  private close(last: Pick<RunManifest, 'status'> & Partial<RunManifest>): void {
    const patch = { ...this.lists, ...last, endedAt: Date.now() };
    if (this.writer) this.guard(writer => writer?.close(patch));
    else
      try {
        this.failedWriter?.close(patch);
      } catch {
        // it was said that nothing more is kept
      }
    this.writer = this.failedWriter = null;
  }

  private keep(
    event: Exclude<BackgroundMessage, { type: 'steps' | 'snapshot' | 'closeUp' | 'checkpoint' | 'end' }>,
  ): void {
    const { lists } = this;
    switch (event.type) {
      case 'backend':
        return void this.guard(writer => writer?.update({ backend: event.backend }));
      case 'status':
        return void this.guard(writer => writer?.update({ status: event.status }));
      case 'epoch':
        return void this.guard(writer => writer?.addEpoch(event.epoch));
      case 'model':
        lists.models = replaced(lists.models, event.model, m => m.name === event.model.name);
        return void this.guard(writer => writer?.update({ models: lists.models }));
      case 'fit':
        lists.fits = replaced(lists.fits, event.fit, f => f.index === event.fit.index);
        return void this.guard(writer => writer?.update({ fits: lists.fits }));
      case 'data':
        lists.data = replaced(lists.data, event.data, d => d.fit === event.data.fit && d.model === event.data.model);
        return void this.guard(writer => writer?.update({ data: lists.data }));
      case 'finding':
        lists.findings = [...lists.findings, event.finding];
        return void this.guard(writer => writer?.update({ findings: lists.findings }));
      case 'initializers':
        lists.initializers = replaced(lists.initializers, event.comparison, c => c.model === event.comparison.model);
        return void this.guard(writer => writer?.update({ initializers: lists.initializers }));
      case 'notice':
        lists.notices = [...lists.notices, event.notice];
        return void this.guard(writer => writer?.update({ notices: lists.notices }));
      case 'hello':
      case 'stage':
    }
  }

  /** Returns whether it was written. */
  private guard(write: (writer: Writer | null) => unknown): boolean {
    try {
      write(this.writer);
      this.failures = 0;
      return this.writer !== null;
    } catch (error) {
      const code = error instanceof LayerglassError ? error.code : 'write-failed';
      const isLast = ++this.failures === maxFailures || code === 'disk-full' || code === 'read-only';
      const { writer } = this;
      if (isLast) [this.writer, this.failedWriter] = [null, writer];
      if (isLast || this.failures === 1) this.noteFailure(writer, noticeOf(code, error, isLast));
      return false;
    }
  }

  private noteFailure(writer: Writer | null, notice: Notice): void {
    this.lists.notices = [...this.lists.notices, notice];
    this.tell({ type: 'notice', notice });
    try {
      writer?.update({ notices: this.lists.notices });
    } catch {
      // the host has heard it
    }
  }
}

function noticeOf(code: string, error: unknown, isLast: boolean): Notice {
  const what = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  const remedy = error instanceof LayerglassError ? error.remedy : '';
  const kept = isLast ? 'nothing more of this run is kept' : 'this one is not kept';
  return { code, message: `${what}. The program goes on, but ${kept}. ${remedy}`.trim() };
}

const replaced = <T>(list: T[], item: T, isSame: (other: T) => boolean): T[] =>
  list.some(isSame) ? list.map(other => (isSame(other) ? item : other)) : [...list, item];

/** Evenly chosen, the last one in it. */
function thinned<T>(steps: T[]): T[] {
  if (steps.length <= maxStepsTold) return steps;
  const every = steps.length / maxStepsTold;
  return Array.from({ length: maxStepsTold }, (_, i) => steps[Math.ceil((i + 1) * every) - 1]!);
}

/** What run.json says when the run starts. */
export function firstManifest(spec: LaunchSpec & { runFolder: string }): RunManifest {
  return {
    schemaVersion: 1,
    id: spec.runId,
    program: relativePath(spec.folder, spec.program),
    folder: relativePath(spec.runFolder, spec.folder),
    arguments: spec.arguments,
    seed: spec.seed,
    sourceHash: spec.sourceHash,
    mode: spec.mode,
    startedAt: Date.now(),
    endedAt: null,
    status: 'starting',
    process: processIdentity(),
    backend: null,
    models: [],
    fits: [],
    epochs: [],
    data: [],
    findings: [],
    notices: [],
    error: null,
    resumedFrom: spec.resume && {
      run: relativePath(spec.runFolder, spec.resume.runFolder),
      step: spec.resume.step,
      path: spec.resume.path,
    },
    epochsAsked: spec.epochs,
    signature: spec.signature,
  };
}
