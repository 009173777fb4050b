import { Worker } from 'node:worker_threads';
import { LayerglassError } from '../../extension/protocol/errors';
import type { AnalysisRequestName, AnalysisRequests, FromWorker, ToWorker } from './analysisProtocol';

/** Text of any size that is analysed at all takes a fraction of this. */
const timeLimitMs = 20_000;
/** After so many crashes in a row the parser is not started again. */
const maxCrashes = 3;
/** The parser takes some 100 MB: it goes when nobody has asked for so long. */
const idleMs = 5 * 60_000;

interface Waiting {
  resolve(result: AnalysisRequests[AnalysisRequestName]['result']): void;
  reject(error: Error): void;
}

/** The parser in its worker thread, started by the first request. Every request ends: in a result, an error or a timeout. */
export class AnalysisClient {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private crashes = 0;
  private timer: NodeJS.Timeout | undefined;
  private isDisposed = false;

  /** `workerPath`: the bundle of analysisWorker.ts. */
  constructor(private readonly workerPath: string) {}

  /** True once the parser has been loaded. */
  get isStarted(): boolean {
    return this.worker !== null;
  }

  /** Rejects with LayerglassError `analysis-failed`: the parser crashed, took too long, or was disposed. */
  request<N extends AnalysisRequestName>(
    name: N,
    params: AnalysisRequests[N]['params'],
  ): Promise<AnalysisRequests[N]['result']> {
    if (this.isDisposed || this.crashes >= maxCrashes)
      return Promise.reject(failure(this.isDisposed ? 'it was closed' : 'it crashed too often'));
    const worker = (this.worker ??= this.start());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.watch();
      worker.postMessage({ id, name, params } as ToWorker);
    });
  }

  dispose(): void {
    this.isDisposed = true;
    this.end('it was closed');
  }

  private start(): Worker {
    const worker = new Worker(this.workerPath, {
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    worker.unref();
    worker.on('message', (message: FromWorker) => this.receive(message));
    // `error` comes before `exit`; both are heard so that no request is left waiting.
    worker.on('error', error => this.crashed(worker, error.message));
    worker.on('exit', code => this.crashed(worker, `it ended with code ${code}`));
    return worker;
  }

  private receive(message: FromWorker): void {
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    this.crashes = 0;
    this.watch();
    if (message.ok) waiting?.resolve(message.result);
    else waiting?.reject(failure(message.message));
  }

  /** One timer: a limit for what is waited for, else the time to let the parser go. Starts anew with each message. */
  private watch(): void {
    clearTimeout(this.timer);
    this.timer =
      this.waiting.size > 0
        ? setTimeout(() => {
            this.crashes++;
            this.end('it took too long');
          }, timeLimitMs)
        : setTimeout(() => this.end('it was idle'), idleMs);
    this.timer.unref();
  }

  private crashed(worker: Worker, reason: string): void {
    if (worker !== this.worker) return;
    this.crashes++;
    this.end(reason);
  }

  private end(reason: string): void {
    clearTimeout(this.timer);
    const worker = this.worker;
    this.worker = null;
    void worker?.terminate();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const w of waiting) w.reject(failure(reason));
  }
}

const failure = (reason: string): LayerglassError =>
  new LayerglassError('analysis-failed', `The source could not be analysed: ${reason}`, {
    remedy: 'Lenses and hovers come back with the next change of the file; reload the window if they do not.',
  });
