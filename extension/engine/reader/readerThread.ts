import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { summarizePlain } from '../../core/formats/tensors/plainValues';
import { watchLimits } from '../../core/limits/watchLimits';
import type { LayerglassError } from '../../protocol/errors';
import {
  readerLimits,
  type FromReader,
  type PlainValues,
  type ReaderThreadData,
  type ToReader,
} from '../../protocol/reader';
import {
  endedError,
  memoryError,
  ReaderPeer,
  stuckError,
  type Kept,
  type PeerEvents,
  type PeerOptions,
} from './readerPeer';

/**
 * A reader in a thread of this process, for the command line, which does nothing else: it starts sooner than a process. This
 * thread watches over it, and sums up a share of plain values.
 */
export class ReaderThread extends ReaderPeer {
  private readonly worker: Worker;
  private readonly watch: NodeJS.Timeout;
  private readonly gone: Promise<void>;
  private sums: Promise<void> = Promise.resolve();

  constructor({ entry, maxMemory, maxStuckMs }: PeerOptions, ...events: PeerEvents) {
    super(...events);
    const beats = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const workerData: ReaderThreadData = { beats };
    // What a library prints is nobody's.
    this.worker = new Worker(entry, { workerData, execArgv: [], stdout: true, stderr: true });
    this.watch = watchLimits(
      { maxBytes: maxMemory ?? readerLimits.maxBytes, maxStuckMs: maxStuckMs ?? readerLimits.maxStuckMs, beats },
      limit => this.fail(limit === 'memory' ? memoryError() : stuckError()),
    );
    let thrown: (Error & { code?: string }) | null = null;
    this.worker.on('message', (message: FromReader) => {
      if (message.type === 'sum') this.sum(message.id, message.values);
      else this.receive(message);
    });
    this.worker.on('error', error => (thrown = error));
    this.gone = new Promise(resolve =>
      this.worker.on('exit', code => {
        clearInterval(this.watch);
        this.hasEndedBy(endOf(code, thrown));
        resolve();
      }),
    );
    this.setWanted(false);
  }

  send(message: ToReader): void {
    this.worker.postMessage(message);
  }

  async whenGone(maxMs: number): Promise<void> {
    const timer = new AbortController();
    await Promise.race([this.gone, setTimeout(maxMs, undefined, timer).catch(() => undefined)]);
    timer.abort();
  }

  protected get kept(): Kept[] {
    return [this.worker, this.watch];
  }

  protected end(): void {
    void this.worker.terminate();
  }

  private sum(id: number, values: PlainValues): void {
    // one after another: the kernel has one set of counters
    this.sums = this.sums.then(async () => {
      // what fails here is read there once more, which tells why
      const summary = await summarizePlain(values).catch(() => null);
      this.send({ type: 'summed', id, summary });
    });
  }
}

function endOf(code: number, thrown: (Error & { code?: string }) | null): LayerglassError {
  if (thrown?.code === 'ERR_WORKER_OUT_OF_MEMORY') return memoryError();
  return endedError(thrown ? `The reader ended: ${thrown.message}` : `The reader ended with code ${code}`);
}
