import type { HostToPage, PageToHost, RequestTable } from '../../extension/protocol/page';
import type { PanelEvent, PanelTable } from '../../extension/protocol/panel';

/** A request that the host has refused. */
export class HostError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
    this.name = 'HostError';
  }
}

/** How long a request may take before the page says that nothing came. */
const usualTimeoutMs = 30_000;
/** Reading gigabytes takes as long as the reader allows; what asks a person waits for the person. */
const timeoutsMs: Record<string, number> = {
  compareCheckpoints: 10 * 60_000,
  checkpointSummaries: 10 * 60_000,
  weightPaths: 10 * 60_000,
  checkpointCommand: 24 * 3600_000,
  graphs: 10 * 60_000,
  comparison: 10 * 60_000,
  otherSummaries: 10 * 60_000,
  compareWith: 24 * 3600_000,
  chooseInput: 24 * 3600_000,
  run: 24 * 3600_000,
};

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onProgress?: (done: number, total: number) => void;
}
/** A request under way. */
export interface StartedRequest<T> {
  answer: Promise<T>;
  /** It then ends in an error `cancelled`, unless it was done. */
  cancel(): void;
}

/** Requests to the host, each ending in its result or an error, and the events that come from it. */
export class HostChannel<T extends RequestTable = PanelTable, Event = PanelEvent> {
  private nextId = 1;
  private readonly waiting = new Map<number, Waiting>();

  constructor(
    private readonly post: (message: PageToHost) => void,
    private readonly onEvent: (event: Event) => void,
  ) {}

  request<N extends keyof T & string>(name: N, params: T[N]['params']): Promise<T[N]['result']> {
    return this.start(name, params).answer;
  }

  start<N extends keyof T & string>(
    name: N,
    params: T[N]['params'],
    onProgress?: Waiting['onProgress'],
  ): StartedRequest<T[N]['result']> {
    const id = this.nextId++;
    const timeoutMs = timeoutsMs[name] ?? usualTimeoutMs;
    const answer = new Promise<T[N]['result']>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(new HostError('timeout', `The editor did not answer ${name} within ${timeoutMs / 1000} s.`, ''));
      }, timeoutMs);
      this.waiting.set(id, {
        resolve: value => (clearTimeout(timer), resolve(value as T[N]['result'])),
        reject: error => (clearTimeout(timer), reject(error)),
        onProgress,
      });
      this.post({ type: 'request', id, name, params });
    });
    return { answer, cancel: () => this.post({ type: 'cancel', id }) };
  }

  /** Takes a message of the window; what is not the host's is ignored. */
  receive(message: HostToPage<Event>): void {
    if (message?.type === 'event') this.onEvent(message.event);
    else if (message?.type === 'progress') this.waiting.get(message.id)?.onProgress?.(message.done, message.total);
    else if (message?.type === 'reply') {
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.ok) waiting?.resolve(message.value);
      else waiting?.reject(new HostError(message.error.code, message.error.message, message.error.remedy));
    }
  }
}
