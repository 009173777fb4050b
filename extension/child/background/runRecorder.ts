import { processIdentity } from '../../core/runs/processIdentity';
import { snapshotFigures } from '../../core/stats/snapshotFigures';
import { LayerglassError } from '../../protocol/errors';
import type { CheckpointRecord, Notice, RunManifest } from '../../protocol/run';
import type { CheckpointChange, LaunchSpec, RunnerEvent } from '../../protocol/runner';
import { GuardedWriter, type Writer } from './guardedWriter';
import type { BackgroundMessage } from './messages';
import { relativePath } from '../../core/text/relativePath';

/** More steps than this in a tenth of a second are thinned on their way to the host. */
const maxStepsTold = 200;

/**
 * Keeps what the program's thread reports in the run folder and tells the host of it, in this order: what the host hears
 * of is kept. When something cannot be written (the disk is full) the run goes on: the host is told what is, and what is
 * not kept.
 */
export class RunRecorder {
  private readonly writer: GuardedWriter;
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
    nowMs?: () => number,
  ) {
    this.writer = new GuardedWriter(notice => this.note(notice), nowMs);
    if (openWriter) this.writer.open(openWriter);
  }

  take(message: BackgroundMessage): void {
    switch (message.type) {
      case 'steps':
        this.writer.write(writer => writer.addSteps(message.steps));
        return this.tell({ type: 'steps', steps: thinned(message.steps) });
      case 'snapshot':
        if (this.writer.write(writer => writer.addSnapshot(message.snapshot)))
          this.tell({ type: 'snapshot', snapshot: snapshotFigures(message.snapshot) });
        return;
      case 'closeUp':
        return void this.writer.write(writer => writer.addCloseUp(message.closeUp));
      case 'checkpoint': {
        let records: CheckpointRecord[] = [];
        this.writer.write(writer => (records = writer.addCheckpoint(message.content)));
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

  /** A person changes a checkpoint: the host is told its record, or why it stays as it was. */
  change(change: CheckpointChange): void {
    try {
      const checkpoint = this.writer.change(writer => writer.changeCheckpoint(change));
      this.tell({ type: 'checkpoint', checkpoint });
    } catch (error) {
      const what = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
      const remedy = error instanceof LayerglassError ? error.remedy : '';
      this.tell({ type: 'notice', notice: { code: 'checkpoint-not-changed', message: `${what}. ${remedy}`.trim() } });
    }
  }

  /** The host is gone: nobody is told. A run that has ended stays what it is. */
  interrupt(): void {
    this.close({ status: 'interrupted' });
  }

  private close(last: Pick<RunManifest, 'status'> & Partial<RunManifest>): void {
    const patch = { ...this.lists, ...last, endedAt: Date.now() };
    this.writer.close(patch);
  }

  private keep(
    event: Exclude<BackgroundMessage, { type: 'steps' | 'snapshot' | 'closeUp' | 'checkpoint' | 'end' }>,
  ): void {
    const { lists } = this;
    switch (event.type) {
      case 'backend':
        return void this.writer.remember(writer => writer.update({ backend: event.backend }));
      case 'status':
        return void this.writer.remember(writer => writer.update({ status: event.status }));
      case 'epoch':
        return void this.writer.remember(writer => writer.addEpoch(event.epoch));
      case 'model':
        lists.models = replaced(lists.models, event.model, m => m.name === event.model.name);
        return void this.writer.remember(writer => writer.update({ models: lists.models }));
      case 'fit':
        lists.fits = replaced(lists.fits, event.fit, f => f.index === event.fit.index);
        return void this.writer.remember(writer => writer.update({ fits: lists.fits }));
      case 'data':
        lists.data = replaced(lists.data, event.data, d => d.fit === event.data.fit && d.model === event.data.model);
        return void this.writer.remember(writer => writer.update({ data: lists.data }));
      case 'finding':
        lists.findings = [...lists.findings, event.finding];
        return void this.writer.remember(writer => writer.update({ findings: lists.findings }));
      case 'initializers':
        lists.initializers = replaced(lists.initializers, event.comparison, c => c.model === event.comparison.model);
        return void this.writer.remember(writer => writer.update({ initializers: lists.initializers }));
      case 'notice':
        lists.notices = [...lists.notices, event.notice];
        return void this.writer.remember(writer => writer.update({ notices: lists.notices }));
      case 'hello':
      case 'stage':
    }
  }

  private note(notice: Notice): void {
    this.lists.notices = [...this.lists.notices, notice];
    this.tell({ type: 'notice', notice });
    // where it cannot be written the host has heard it
    this.writer.quietly(writer => writer.update({ notices: this.lists.notices }));
  }
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
