import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { protocolVersion } from '../../protocol/protocolVersion';
import type { FromReader, ToReader } from '../../protocol/reader';

const helloTimeoutMs = 30_000;

export interface PeerOptions {
  /** Absolute path of the reader's bundle. */
  entry: string;
  /** Bytes of resident memory; null: the reader's own limit. */
  maxMemory: number | null;
  /** Milliseconds that it may compute without a pause; null: the reader's own limit. */
  maxStuckMs: number | null;
}

/**
 * What it says, after its hello; and, called once, why requests that are open get no answer, and whether any could be answered
 * before.
 */
export type PeerEvents = [
  take: (message: FromReader) => void,
  ended: (error: LayerglassError, wasReady: boolean) => void,
];

/** What keeps the process that started a reader waiting for it. */
export interface Kept {
  ref(): void;
  unref(): void;
}

/** One reader from its start to its end. */
export abstract class ReaderPeer {
  private readonly helloTimer: NodeJS.Timeout;
  private failure: LayerglassError | null = null;
  private hasSaidHello = false;
  private isEnding = false;
  private hasEnded = false;

  constructor(
    private readonly take: PeerEvents[0],
    private readonly ended: PeerEvents[1],
  ) {
    this.helloTimer = setTimeout(
      () => this.fail(endedError(`The reader did not answer within ${helloTimeoutMs / 1000} seconds.`)),
      helloTimeoutMs,
    );
  }

  abstract send(message: ToReader): void;

  /** While it is wanted, the process that started it stays for its answers. */
  setWanted(isWanted: boolean): void {
    for (const one of [this.helloTimer, ...this.kept])
      if (isWanted) one.ref();
      else one.unref();
  }

  kill(): void {
    if (this.isEnding || this.hasEnded) return;
    this.isEnding = true;
    this.end();
  }

  /** Resolves when it is gone that was killed, or after that time. */
  abstract whenGone(maxMs: number): Promise<void>;

  protected abstract get kept(): Kept[];
  /** Has it end, whatever it does. */
  protected abstract end(): void;

  protected receive(message: FromReader): void {
    if (message.type === 'hello') {
      clearTimeout(this.helloTimer);
      if (message.protocolVersion === protocolVersion) this.hasSaidHello = true;
      else
        this.fail(
          new LayerglassError('reader-version', 'The reader is of another version than Layerglass', {
            remedy: 'Reload the window.',
          }),
        );
    } else if (this.hasSaidHello) this.take(message);
  }

  /** Ends it, for a reason that it will not say itself. */
  protected fail(error: LayerglassError): void {
    this.failure ??= error;
    this.kill();
  }

  /** To be called when it is gone. @param error unless it was ended for another reason */
  protected hasEndedBy(error: LayerglassError): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    clearTimeout(this.helloTimer);
    this.ended(this.failure ?? error, this.hasSaidHello);
  }
}

export const endedError = (message: string): LayerglassError =>
  new LayerglassError('reader-ended', message, { remedy: 'Try again; if it happens again, report it with the log.' });
export const memoryError = (): LayerglassError =>
  new LayerglassError('reader-memory', 'The file took more memory than a file may, and its reader was ended', {
    remedy: 'The file may be damaged, or made to do harm: get it from where you trust.',
  });
export const stuckError = (): LayerglassError =>
  new LayerglassError('reader-stuck', 'Reading the file came to no end, and its reader was ended', {
    remedy: 'The file may be damaged: copy it again. If it is not, report it with the log.',
  });

/** Where the build lies: this code is in it, except when tests run the sources. */
export const readerEntry = (): string =>
  path.basename(__dirname) === 'dist'
    ? path.join(__dirname, 'reader/reader.mjs')
    : path.join(__dirname, '../../../dist/reader/reader.mjs');
