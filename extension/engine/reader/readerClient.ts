import { LayerglassError } from '../../protocol/errors';
import type { FromReader, ReaderParams, ReaderParts, ReaderRequestName, ReaderResults } from '../../protocol/reader';
import type { Reader, ReaderOptions } from './reader';
import { readerEntry, ReaderProcess } from './readerProcess';

/** Longer than any file takes that is read at all. */
const defaultTimeoutMs = 10 * 60_000;
/** A reader that does not let go of a request after this is ended. */
const letGoMs = 5000;

interface OpenRequest {
  resolve(value: unknown): void;
  reject(error: LayerglassError): void;
  onProgress: ReaderOptions['onProgress'];
  onPart: ReaderOptions['onPart'];
}

/** The reader's process and its requests: it starts with the first one, and ends when nothing was asked for a while. */
export class ReaderClient implements Reader {
  private process: ReaderProcess | null = null;
  private readonly open = new Map<number, OpenRequest>();
  /** Given up, but not yet let go by the process. */
  private readonly givenUp = new Map<number, NodeJS.Timeout>();
  private nextId = 1;
  private idleTimer: NodeJS.Timeout | null = null;
  private isDisposed = false;

  constructor(private readonly options: { entry?: string; maxMemory?: number; idleMs?: number } = {}) {}

  /** The process that answers; null where there is none at the moment. */
  get isRunning(): boolean {
    return this.process !== null;
  }

  request<N extends ReaderRequestName>(
    name: N,
    params: ReaderParams<N>,
    { signal, onProgress, onPart, timeoutMs = defaultTimeoutMs }: ReaderOptions = {},
  ): Promise<ReaderResults[N]> {
    if (this.isDisposed) return Promise.reject(new LayerglassError('reader-ended', 'The reader has been closed'));
    if (signal?.aborted) return Promise.reject(cancelled());
    const id = this.nextId++;
    const answer = new Promise<unknown>((resolve, reject) =>
      this.open.set(id, { resolve, reject, onProgress, onPart }),
    );
    const timer = setTimeout(() => this.giveUp(id, timedOut(name, timeoutMs)), timeoutMs);
    const abort = (): void => this.giveUp(id, cancelled());
    signal?.addEventListener('abort', abort, { once: true });
    this.running().send({ type: 'request', id, name, params });
    this.update();
    return answer.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }) as Promise<ReaderResults[N]>;
  }

  dispose(): void {
    this.isDisposed = true;
    this.process?.kill();
    this.ended(new LayerglassError('reader-ended', 'The reader has been closed'));
  }

  private running(): ReaderProcess {
    const { entry = readerEntry(), maxMemory = null } = this.options;
    if (this.process) return this.process;
    const started: ReaderProcess = new ReaderProcess(
      { entry, maxMemory },
      message => this.take(message),
      error => {
        if (this.process === started) this.ended(error);
      },
    );
    return (this.process = started);
  }

  private take(message: FromReader): void {
    if (message.type === 'hello') return;
    const { id } = message;
    if (message.type === 'part') return this.open.get(id)?.onPart?.(message.value as ReaderParts['summaries']);
    if (message.type === 'progress') return this.open.get(id)?.onProgress?.(message.done, message.total);
    const request = this.open.get(id);
    this.open.delete(id);
    clearTimeout(this.givenUp.get(id));
    this.givenUp.delete(id);
    this.update();
    if (message.ok) return request?.resolve(message.value);
    const { code, message: text, remedy, where } = message.error;
    request?.reject(new LayerglassError(code, text, { remedy, where }));
  }

  private giveUp(id: number, error: LayerglassError): void {
    const request = this.open.get(id);
    if (!request) return;
    this.open.delete(id);
    const { process } = this;
    process?.send({ type: 'cancel', id });
    const timer = setTimeout(() => process?.kill(), letGoMs);
    this.givenUp.set(id, timer);
    request.reject(error);
    this.update();
  }

  private ended(error: LayerglassError): void {
    this.process = null;
    const requests = [...this.open.values()];
    this.open.clear();
    for (const timer of this.givenUp.values()) clearTimeout(timer);
    this.givenUp.clear();
    this.update();
    for (const request of requests) request.reject(error);
  }

  /** After each change of what is open: a process that has nothing to do keeps nobody waiting, and ends after a while. */
  private update(): void {
    const isWanted = this.open.size + this.givenUp.size > 0;
    if (this.idleTimer) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    this.process?.setWanted(isWanted);
    if (isWanted || !this.process) return;
    const { process } = this;
    this.idleTimer = setTimeout(() => {
      if (this.process !== process) return;
      this.process = null;
      process.kill();
    }, this.options.idleMs ?? 60_000).unref();
  }
}

const cancelled = (): LayerglassError => new LayerglassError('cancelled', 'Cancelled');
const timedOut = (name: string, ms: number): LayerglassError =>
  new LayerglassError('timeout', `The reader did not end ${name} within ${Math.round(ms / 1000)} seconds`, {
    remedy: 'See whether the disk is slow or far away, and try again.',
  });
