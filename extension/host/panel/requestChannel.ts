import * as v from 'valibot';
import { LayerglassError } from '../../protocol/errors';
import type { HostToPage, RequestTable } from '../../protocol/page';

/** What a request that takes long tells, and how it is told that nobody waits for it any more. */
export interface RequestWork {
  signal: AbortSignal;
  onProgress(done: number, total: number): void;
}
/** One handler for each request: an omission is a compile error. */
export type Handlers<T extends RequestTable> = {
  [N in keyof T]: (params: T[N]['params'], work: RequestWork) => T[N]['result'] | Promise<T[N]['result']>;
};

/** The page's messages are checked before anything is done with them: what runs in a webview is not trusted. */
const messageSchema = v.variant('type', [
  v.object({ type: v.literal('request'), id: v.number(), name: v.string(), params: v.unknown() }),
  v.object({ type: v.literal('cancel'), id: v.number() }),
]);

/**
 * The host's end of the channel to a page. Every request ends in a reply, an error included. `onUnexpected` gets errors
 * that are no LayerglassError: they belong in the log.
 */
export class RequestChannel<T extends RequestTable, Event> {
  private readonly underWay = new Map<number, AbortController>();

  constructor(
    private readonly requests: { [N in keyof T]: v.GenericSchema<unknown, T[N]['params']> },
    private readonly post: (message: HostToPage<Event>) => void,
    private readonly handlers: Handlers<T>,
    private readonly onUnexpected: (error: unknown) => void,
  ) {}

  send(event: Event): void {
    this.post({ type: 'event', event });
  }

  /** Handles a message of the page. Never rejects; what is not a request is left alone. */
  async receive(message: unknown): Promise<void> {
    const parsed = v.safeParse(messageSchema, message);
    if (!parsed.success) return;
    if (parsed.output.type === 'cancel') return this.underWay.get(parsed.output.id)?.abort();
    const { id, name, params } = parsed.output;
    const controller = new AbortController();
    this.underWay.set(id, controller);
    const onProgress = (done: number, total: number): void => this.post({ type: 'progress', id, done, total });
    try {
      const value = await this.handle(name, params, { signal: controller.signal, onProgress });
      this.post({ type: 'reply', id, ok: true, value });
    } catch (error) {
      const isExpected = error instanceof LayerglassError;
      if (!isExpected) this.onUnexpected(error);
      this.post({
        type: 'reply',
        id,
        ok: false,
        error: {
          code: isExpected ? error.code : 'internal',
          message: error instanceof Error ? error.message : String(error),
          remedy: isExpected ? error.remedy : 'The log says more: Layerglass: Show Log.',
        },
      });
    } finally {
      this.underWay.delete(id);
    }
  }

  /** The page is gone: nobody waits for anything. */
  dispose(): void {
    for (const controller of this.underWay.values()) controller.abort();
  }

  private async handle(name: string, params: unknown, work: RequestWork): Promise<unknown> {
    if (!Object.hasOwn(this.requests, name))
      throw new LayerglassError('unknown-request', `The panel asked for "${name}", which is unknown.`);
    const parsed = v.safeParse(this.requests[name as keyof T], params);
    if (!parsed.success) {
      const problem = v.summarize(parsed.issues);
      throw new LayerglassError('bad-request', `The panel's request "${name}" is not valid: ${problem}`);
    }
    return this.handlers[name as keyof T](parsed.output, work);
  }
}
