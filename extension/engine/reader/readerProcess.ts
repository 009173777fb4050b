import { fork, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import {
  maxMemoryVariable,
  maxStuckVariable,
  memoryMark,
  stuckMark,
  type FromReader,
  type ToReader,
} from '../../protocol/reader';
import { protocolVersion } from '../../protocol/protocolVersion';
import { childEnvironment } from '../launch/childEnvironment';
import { BoundedTail } from '../supervise/boundedTail';

const helloTimeoutMs = 30_000;

export interface ReaderProcessOptions {
  /** Absolute path of the reader's bundle. */
  entry: string;
  /** Bytes of resident memory; null: the reader's own limit. */
  maxMemory: number | null;
  /** Milliseconds that it may compute without a pause; null: the reader's own limit. */
  maxStuckMs: number | null;
}

/** One process of the reader from its start to its end. */
export class ReaderProcess {
  private readonly child: ChildProcess;
  private readonly stderr = new BoundedTail();
  private readonly helloTimer: NodeJS.Timeout;
  private failure: LayerglassError | null = null;
  private hasSaidHello = false;
  private hasEnded = false;

  /** @param ended called once, with why requests that are open get no answer, and whether any could be answered before */
  constructor(
    options: ReaderProcessOptions,
    private readonly take: (message: FromReader) => void,
    private readonly ended: (error: LayerglassError, wasReady: boolean) => void,
  ) {
    const own: Record<string, string> = {};
    if (options.maxMemory !== null) own[maxMemoryVariable] = String(options.maxMemory);
    if (options.maxStuckMs !== null) own[maxStuckVariable] = String(options.maxStuckMs);
    this.child = fork(options.entry, [], {
      env: childEnvironment(process.env, own, Boolean(process.versions.electron)),
      // Debugging flags and loaders of the parent are not the child's.
      execArgv: [],
      // Typed arrays stay what they are.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr!.on('data', (text: Buffer) => this.stderr.add(text.toString()));
    this.child.on('message', (message: FromReader) => this.receive(message));
    this.child.on('error', error => {
      this.failure ??= endedError(`The reader cannot be started: ${error.message}`);
      this.end();
    });
    // With the last of its output.
    this.child.on('close', (code, signal) => {
      this.failure ??= endOf(code, signal, this.stderr.text);
      this.end();
    });
    this.helloTimer = setTimeout(() => {
      this.failure ??= endedError(`The reader did not answer within ${helloTimeoutMs / 1000} seconds.`);
      this.kill();
    }, helloTimeoutMs);
    this.setWanted(false);
  }

  send(message: ToReader): void {
    // That it is gone is told by its end.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  /** While it is wanted, the process that started it stays for its answers. */
  setWanted(isWanted: boolean): void {
    const { child, helloTimer } = this;
    for (const one of [child, child.channel, helloTimer, child.stderr as unknown as NodeJS.Timeout])
      if (isWanted) one?.ref();
      else one?.unref();
  }

  kill(): void {
    if (!this.hasEnded) this.child.kill('SIGKILL');
  }

  /** Resolves when the system has taken the process away that was killed, or after that time: one that waits for a disk stays. */
  whenGone(maxMs: number): Promise<void> {
    const { child } = this;
    const isGone = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    if (isGone) return Promise.resolve();
    child.ref();
    return new Promise(resolve => {
      const timer = setTimeout(resolve, maxMs);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private receive(message: FromReader): void {
    if (message.type === 'hello') {
      clearTimeout(this.helloTimer);
      if (message.protocolVersion === protocolVersion) this.hasSaidHello = true;
      else {
        this.failure ??= new LayerglassError('reader-version', 'The reader is of another version than Layerglass', {
          remedy: 'Reload the window.',
        });
        this.kill();
      }
    } else if (this.hasSaidHello) this.take(message);
  }

  private end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    clearTimeout(this.helloTimer);
    this.ended(this.failure!, this.hasSaidHello);
  }
}

const endedError = (message: string): LayerglassError =>
  new LayerglassError('reader-ended', message, { remedy: 'Try again; if it happens again, report it with the log.' });
const memoryError = (): LayerglassError =>
  new LayerglassError('reader-memory', 'The file took more memory than a file may, and its reader was ended', {
    remedy: 'The file may be damaged, or made to do harm: get it from where you trust.',
  });
const stuckError = (): LayerglassError =>
  new LayerglassError('reader-stuck', 'Reading the file came to no end, and its reader was ended', {
    remedy: 'The file may be damaged: copy it again. If it is not, report it with the log.',
  });
function endOf(code: number | null, signal: string | null, stderr: string): LayerglassError {
  if (stderr.includes(memoryMark)) return memoryError();
  if (stderr.includes(stuckMark)) return stuckError();
  const how = signal ? `by ${signal}` : `with code ${code}`;
  const last = stderr.trim().split('\n').at(-1)?.slice(0, 300);
  return endedError(`The reader ended ${how}${last ? `: ${last}` : ''}`);
}

/** Where the build lies: this code is in it, except when tests run the sources. */
export const readerEntry = (): string =>
  path.basename(__dirname) === 'dist'
    ? path.join(__dirname, 'reader/reader.mjs')
    : path.join(__dirname, '../../../dist/reader/reader.mjs');
