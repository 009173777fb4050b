import * as fs from 'node:fs';
import { patchManifest } from '../core/runs/manifestFile';
import { relativePath } from '../core/text/relativePath';
import { isEnded, type RunError, type RunStatus, type Snapshot } from '../protocol/run';
import type { Control } from '../protocol/runner';
import { emptyRunState, type RunState } from '../protocol/runState';
import { bundleProgram } from './bundleProgram';
import { checkProgram } from './checkProgram';
import { chooseRunFolder, type RunPlace } from './chooseRunFolder';
import { chooseRuntime } from './launch/chooseRuntime';
import { launchSpecOf } from './launchSpecOf';
import { programFolder } from './programFolder';
import { backgroundEndedError, exitError, runErrorOf } from './runErrors';
import type { RunHandle } from './runHandle';
import type { RunRequest } from './runRequest';
import { crashFrames } from './supervise/crashFrames';
import { RunFeed } from './supervise/runFeed';
import { SupervisedChild, type ChildEnd } from './supervise/superviseChild';

const defaultGraceMs = 5000;

/** A run from its request to its last word. */
export class Run implements RunHandle {
  readonly stopped: Promise<RunState>;
  private readonly feed: RunFeed;
  private child: SupervisedChild | null = null;
  private place: RunPlace | null = null;
  private nodePath: string | null = null;
  private isStopAsked = false;
  private graceTimer: NodeJS.Timeout | null = null;

  constructor(private readonly request: RunRequest) {
    const { resume } = request;
    this.feed = new RunFeed({
      ...emptyRunState(0, request.program, request.mode),
      resumedFrom: resume ? { run: resume.runFolder, step: resume.step, path: resume.path } : null,
    });
    this.stopped = this.execute();
  }

  get state(): RunState {
    return this.feed.state;
  }
  get snapshots(): ReadonlyMap<string, Snapshot> {
    return this.feed.snapshots;
  }
  onEvent: RunHandle['onEvent'] = listener => this.feed.onEvent(listener);
  onOutput: RunHandle['onOutput'] = listener => this.feed.onOutput(listener);

  control(message: Control): void {
    if (message.type === 'stop') void this.stop();
    else this.child?.control(message);
  }

  stop(graceMs = defaultGraceMs): Promise<RunState> {
    if (isEnded(this.state.status)) return this.stopped;
    this.isStopAsked = true;
    this.child?.control({ type: 'stop' });
    if (this.graceTimer) clearTimeout(this.graceTimer);
    this.graceTimer = setTimeout(() => void this.child?.kill(), graceMs);
    return this.stopped;
  }

  async dispose(): Promise<void> {
    await this.stop(0);
    if (this.place?.temporary) fs.rmSync(this.place.temporary, { recursive: true, force: true });
  }

  /** Never rejects. */
  private async execute(): Promise<RunState> {
    // whoever asked for the run gets to listen first
    await Promise.resolve();
    let outcome: { status: RunStatus; error: RunError | null; isTold: boolean };
    try {
      outcome = await this.launch();
    } catch (error) {
      outcome = { status: 'failed', error: runErrorOf(error), isTold: false };
    }
    if (this.graceTimer) clearTimeout(this.graceTimer);
    const { status, error, isTold } = outcome;
    if (!isTold) {
      this.finishFolder(status, error);
      if (error) this.feed.tell({ type: 'failed', error });
      this.feed.tell({ type: 'ended', status });
    }
    return this.state;
  }

  private async launch(): Promise<{ status: RunStatus; error: RunError | null; isTold: boolean }> {
    const stopped = { status: 'stopped' as const, error: null, isTold: false };
    const { request, feed } = this;
    const program = checkProgram(request.program);
    const folder = programFolder(request.folder, program);
    feed.state = { ...feed.state, program: relativePath(folder, program), folder };
    feed.tell({ type: 'stage', stage: 'bundling' });
    const bundle = await bundleProgram({ program, folder });
    this.nodePath = await chooseRuntime(request, folder);
    if (this.isStopAsked) return stopped;

    this.place = chooseRunFolder(request, folder, bundle);
    feed.state = { ...feed.state, id: this.place.id, path: request.watch ? this.place.folder : null };
    if (this.place.notice) feed.tell({ type: 'notice', notice: this.place.notice });
    feed.tell({ type: 'stage', stage: 'starting the program’s process' });
    const spec = launchSpecOf(request, { program, folder, sourceHash: bundle.sourceHash }, this.place);
    const { environment } = request;
    this.child = new SupervisedChild(
      spec,
      { nodePath: this.nodePath, environment },
      {
        event: event => feed.tell(event),
        output: (stream, text) => feed.output(stream, text),
      },
    );
    return this.judge(await this.child.end);
  }

  private judge(end: ChildEnd): { status: RunStatus; error: RunError | null; isTold: boolean } {
    if (end.ended !== null) return { status: end.ended, error: null, isTold: true };
    if (end.error) return { status: 'failed', error: end.error, isTold: false };
    if (this.isStopAsked) return { status: 'stopped', error: null, isTold: false };
    const step = this.state.steps.at(-1)?.step ?? 0;
    const error = end.isBackgroundLost
      ? backgroundEndedError(step, end.code)
      : exitError({
          ...end,
          nodePath: this.nodePath ?? process.execPath,
          step,
          isNative: this.state.backend?.name === 'native',
          stack: this.place ? crashFrames(end.stderr, this.place.bundle, this.state.folder ?? '') : [],
        });
    return { status: 'failed', error, isTold: false };
  }

  /** The child cannot do it any more. A folder that it never wrote into is no run: it goes. */
  private finishFolder(status: RunStatus, error: RunError | null): void {
    if (!this.place) return;
    const { folder } = this.place;
    // the child may have died before it wrote what it told
    const { backend, models, fits, epochs, findings, notices } = this.state;
    try {
      patchManifest(folder, { status, error, endedAt: Date.now(), backend, models, fits, epochs, findings, notices });
    } catch (cause) {
      if ((cause as { code?: string }).code !== 'no-run') {
        const message = `The end of the run is not in its folder: ${(cause as Error).message}`;
        return this.feed.tell({ type: 'notice', notice: { code: 'write-failed', message } });
      }
      fs.rmSync(folder, { recursive: true, force: true });
      this.feed.state = { ...this.feed.state, path: null };
    }
  }
}
