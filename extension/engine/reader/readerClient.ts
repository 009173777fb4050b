import { LayerglassError } from '../../protocol/errors';
import type { FromReader, ReaderParams, ReaderParts, ReaderRequestName, ReaderResults } from '../../protocol/reader';
import { fromColumns, type DescriptionInColumns } from '../../protocol/tensorColumns';
import { OpenRequest } from './openRequest';
import type { Reader, ReaderOptions } from './reader';
import { readerEntry, type PeerEvents, type PeerOptions, type ReaderPeer } from './readerPeer';

/** Longer than any file takes that is read at all. */
const defaultTimeoutMs = 10 * 60_000;
/** A reader that does not let go of a request after this is ended. */
const letGoMs = 5000;
/** Nobody waits longer for the system to take away a process that was killed. */
const goneMs = 1000;

/**
 * The reader and its requests: it starts with the first one, and ends when nothing was asked for a while. Where it
 * ends while several are under way, each is asked again alone: the file that ended it is told of, the others are answered.
 */
export class ReaderClient implements Reader {
  private peer: ReaderPeer | null = null;
  /** In the order in which they were asked. */
  private readonly open = new Map<number, OpenRequest>();
  /** Those that the process has not let go of, given up ones too. */
  private readonly underWay = new Set<number>();
  /** Given up, but not yet let go by the process. */
  private readonly givenUp = new Map<number, NodeJS.Timeout>();
  private nextId = 1;
  private idleTimer: NodeJS.Timeout | null = null;
  private isDisposed = false;

  /** @param Peer whether it is a process or a thread */
  constructor(
    private readonly Peer: new (options: PeerOptions, ...events: PeerEvents) => ReaderPeer,
    private readonly options: { entry?: string; maxMemory?: number; maxStuckMs?: number; idleMs?: number } = {},
  ) {}

  /** The process that answers; null where there is none at the moment. */
  get isRunning(): boolean {
    return this.peer !== null;
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
      this.open.set(id, new OpenRequest(name, params, { onProgress, onPart }, resolve, reject)),
    );
    const timer = setTimeout(() => this.giveUp(id, timedOut(name, timeoutMs)), timeoutMs);
    const abort = (): void => this.giveUp(id, cancelled());
    signal?.addEventListener('abort', abort, { once: true });
    this.send();
    this.update();
    return answer.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }) as Promise<ReaderResults[N]>;
  }

  dispose(): void {
    this.isDisposed = true;
    this.peer?.kill();
    this.ended(new LayerglassError('reader-ended', 'The reader has been closed'), false);
  }

  /**
   * As `dispose`, and resolves when its process is gone, within a second: only a process that was waited for is counted with
   * the time that its parent took.
   */
  end(): Promise<void> {
    const { peer } = this;
    this.dispose();
    return peer?.whenGone(goneMs) ?? Promise.resolve();
  }

  /** All that can be asked now: one that may end the process goes alone, and others wait until that is settled. */
  private send(): void {
    const suspect = [...this.open].find(([, request]) => request.isSuspect);
    if (suspect && this.underWay.size) return;
    for (const [id, { name, params }] of suspect ? [suspect] : this.open) {
      if (this.underWay.has(id)) continue;
      this.underWay.add(id);
      this.running().send({ type: 'request', id, name, params });
    }
  }

  private running(): ReaderPeer {
    const { entry = readerEntry(), maxMemory = null, maxStuckMs = null } = this.options;
    if (this.peer) return this.peer;
    const started: ReaderPeer = new this.Peer(
      { entry, maxMemory, maxStuckMs },
      message => this.take(message),
      (error, wasReady) => {
        if (this.peer === started) this.ended(error, wasReady);
      },
    );
    return (this.peer = started);
  }

  private take(message: FromReader): void {
    if (message.type === 'hello') return;
    if (message.type === 'sum') return;
    const { id } = message;
    const request = this.open.get(id);
    if (message.type === 'part') return request?.tellPart(message.value as ReaderParts['summaries']);
    if (message.type === 'progress') return request?.tellProgress(message.done, message.total);
    this.open.delete(id);
    this.underWay.delete(id);
    clearTimeout(this.givenUp.get(id));
    this.givenUp.delete(id);
    this.send();
    this.update();
    if (message.ok)
      return request?.resolve(
        request.name === 'describe' ? fromColumns(message.value as DescriptionInColumns) : message.value,
      );
    const { code, message: text, remedy, where } = message.error;
    request?.reject(new LayerglassError(code, text, { remedy, where }));
  }

  private giveUp(id: number, error: LayerglassError): void {
    const request = this.open.get(id);
    if (!request) return;
    this.open.delete(id);
    if (this.underWay.has(id)) {
      const { peer } = this;
      peer?.send({ type: 'cancel', id });
      this.givenUp.set(
        id,
        setTimeout(() => peer?.kill(), letGoMs),
      );
    }
    request.reject(error);
    this.send();
    this.update();
  }

  /** @param wasReady whether it was a request, or more than one, that ended it */
  private ended(error: LayerglassError, wasReady: boolean): void {
    this.peer = null;
    for (const timer of this.givenUp.values()) clearTimeout(timer);
    this.givenUp.clear();
    const isAlone = this.underWay.size === 1;
    for (const [id, request] of [...this.open]) {
      if (wasReady && !(isAlone && this.underWay.has(id))) {
        if (this.underWay.has(id)) request.suspect();
        continue;
      }
      this.open.delete(id);
      if (wasReady) request.rejectAsCause(error);
      else request.reject(error);
    }
    this.underWay.clear();
    this.send();
    this.update();
  }

  /** After each change of what is open: a process that has nothing to do keeps nobody waiting, and ends after a while. */
  private update(): void {
    const isWanted = this.open.size + this.givenUp.size > 0;
    if (this.idleTimer) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    this.peer?.setWanted(isWanted);
    if (isWanted || !this.peer) return;
    const { peer } = this;
    this.idleTimer = setTimeout(() => {
      if (this.peer !== peer) return;
      this.peer = null;
      peer.kill();
    }, this.options.idleMs ?? 60_000).unref();
  }
}

const cancelled = (): LayerglassError => new LayerglassError('cancelled', 'Cancelled');
const timedOut = (name: string, ms: number): LayerglassError =>
  new LayerglassError('timeout', `The reader did not end ${name} within ${Math.round(ms / 1000)} seconds`, {
    remedy: 'See whether the disk is slow or far away, and try again.',
  });
