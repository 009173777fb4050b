import { fork, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import type { FileRunRequest, FileRunResult, FromFileRunner, ToFileRunner } from '../../protocol/fileRun';
import { maxMemoryVariable, memoryMark } from '../../protocol/reader';
import { protocolVersion } from '../../protocol/protocolVersion';
import { childEnvironment } from '../launch/childEnvironment';
import { chooseRuntime } from '../launch/chooseRuntime';
import { lastLines } from '../native/runCommand';
import { BoundedTail } from '../supervise/boundedTail';

export interface FileRunOptions {
  /** Ends the run, and its process, as `cancelled`. */
  signal?: AbortSignal;
  onProgress?: (stage: string, done: number, total: number) => void;
  /** Milliseconds; a run that takes longer ends as `timeout`. */
  timeoutMs?: number;
}

/** Longer than any model takes for 256 examples on a slow machine. */
const defaultTimeoutMs = 15 * 60_000;
const idleMs = 120_000;

interface OpenRun {
  id: number;
  resolve(result: FileRunResult): void;
  reject(error: LayerglassError): void;
  onProgress: FileRunOptions['onProgress'];
}

/**
 * Runs models of files in a process of its own, one input at a time: a new one ends the one that is under way. The process
 * keeps the model for the next input, and ends when none came for a while. Only for workspaces that are trusted.
 */
export class FileRunner {
  private child: ChildProcess | null = null;
  /** What the process was started for: it has one TensorFlow.js. */
  private startedFor = '';
  private current: OpenRun | null = null;
  private nextId = 1;
  private idleTimer: NodeJS.Timeout | null = null;
  private isDisposed = false;

  constructor(private readonly options: { entry?: string; maxMemory?: number } = {}) {}

  /** Rejects with LayerglassError: what is in the way, `cancelled`, `timeout`, `runner-ended`, `runner-memory`. */
  async run(
    request: FileRunRequest & { nodePath: string | null },
    { signal, onProgress, timeoutMs = defaultTimeoutMs }: FileRunOptions = {},
  ): Promise<FileRunResult> {
    const { nodePath: asked, ...rest } = request;
    const nodePath = await chooseRuntime({ ...rest, nodePath: asked }, path.dirname(request.place));
    if (this.isDisposed || signal?.aborted) throw cancelled();
    if (this.current) this.end(cancelled());
    const id = this.nextId++;
    const { backend, nativeFolder, tensorflowPath } = request;
    const child = this.running(nodePath, JSON.stringify([nodePath, backend, nativeFolder, tensorflowPath]));
    return new Promise<FileRunResult>((resolve, reject) => {
      const abort = (): void => this.end(cancelled(), id);
      const timer = setTimeout(() => this.end(timedOut(timeoutMs), id), timeoutMs);
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.current = {
        id,
        resolve: result => (settle(), resolve(result)),
        reject: error => (settle(), reject(error)),
        onProgress,
      };
      this.updateIdle();
      const message: ToFileRunner = { type: 'run', id, request: rest };
      child.send(message, () => undefined);
    });
  }

  dispose(): void {
    this.isDisposed = true;
    this.end(cancelled());
  }

  private running(nodePath: string | null, startedFor: string): ChildProcess {
    if (this.child && this.startedFor === startedFor) return this.child;
    this.end(cancelled());
    this.startedFor = startedFor;
    const { entry = runnerEntry(), maxMemory = null } = this.options;
    const own: Record<string, string> = maxMemory === null ? {} : { [maxMemoryVariable]: String(maxMemory) };
    const child = fork(entry, [], {
      env: childEnvironment(process.env, own, nodePath === null && Boolean(process.versions.electron)),
      execArgv: [],
      ...(nodePath !== null && { execPath: nodePath }),
      // typed arrays stay what they are
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const stderr = new BoundedTail();
    child.stderr!.on('data', (text: Buffer) => stderr.add(text.toString()));
    child.on('message', (message: FromFileRunner) => this.child === child && this.take(message));
    child.on('error', error => this.ended(child, endedError(`The process cannot be started: ${error.message}`)));
    child.on('close', (code, exitSignal) =>
      this.ended(child, stderr.text.includes(memoryMark) ? memoryError() : crashError(code, exitSignal, stderr.text)),
    );
    return (this.child = child);
  }

  private take(message: FromFileRunner): void {
    if (message.type === 'hello') {
      if (message.protocolVersion !== protocolVersion)
        this.end(endedError('The process is of another version than Layerglass'));
      return;
    }
    const run = this.current;
    if (run?.id !== message.id) return;
    if (message.type === 'progress') return run.onProgress?.(message.stage, message.done, message.total);
    this.current = null;
    this.updateIdle();
    if (message.ok) return run.resolve(message.value);
    const { code, message: text, remedy, where } = message.error;
    run.reject(new LayerglassError(code, text, { remedy, where }));
  }

  /** Ends the run and its process: what computes cannot be asked to stop. @param id that one only */
  private end(error: LayerglassError, id: number | null = null): void {
    if (id !== null && this.current?.id !== id) return;
    const { child, current } = this;
    this.child = null;
    this.current = null;
    child?.kill('SIGKILL');
    this.updateIdle();
    current?.reject(error);
  }

  private ended(child: ChildProcess, error: LayerglassError): void {
    if (this.child === child) this.end(error);
  }

  /** Between runs the process keeps nobody waiting, and ends after a while. */
  private updateIdle(): void {
    if (this.idleTimer) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    const { child } = this;
    if (!child) return;
    for (const one of [child, child.channel, child.stderr as unknown as NodeJS.Timeout])
      if (this.current) one?.ref();
      else one?.unref();
    if (!this.current) this.idleTimer = setTimeout(() => this.end(cancelled()), idleMs).unref();
  }
}

const cancelled = (): LayerglassError => new LayerglassError('cancelled', 'Cancelled');
const timedOut = (ms: number): LayerglassError =>
  new LayerglassError('timeout', `The model gave no answer within ${Math.round(ms / 1000)} seconds`, {
    remedy: 'Give it fewer or smaller images, or install native TensorFlow.',
  });
const endedError = (message: string): LayerglassError =>
  new LayerglassError('runner-ended', message, { remedy: 'Try again; if it happens again, report it with the log.' });
const memoryError = (): LayerglassError =>
  new LayerglassError('runner-memory', 'The model took more memory than one may, and was ended', {
    remedy: 'Give it fewer or smaller images. The file may also be damaged, or made to do harm.',
  });
function crashError(code: number | null, signal: string | null, stderr: string): LayerglassError {
  const how = signal ? `by ${signal}` : `with code ${code}`;
  const last = lastLines(stderr);
  return endedError(`The process that ran the model ended ${how}${last ? `: ${last}` : ''}`);
}

/** Where the build lies: this code is in it, except when tests run the sources. */
const runnerEntry = (): string =>
  path.basename(__dirname) === 'dist'
    ? path.join(__dirname, 'fileRunner.mjs')
    : path.join(__dirname, '../../../dist/fileRunner.mjs');
