import type { RequestTable } from '../../extension/protocol/page';
import type { PanelTable } from '../../extension/protocol/panel';
import type { HostChannel } from '../host/hostChannel';
import type { Loaded } from './loaded';

/** Answers of the host, asked for when they are first needed, the latest used kept. */
export class KeptAnswers<Name extends keyof T & string, T extends RequestTable = PanelTable> {
  private readonly kept = new Map<string, Loaded<unknown> & { bytes?: number }>();

  constructor(
    private readonly channel: Pick<HostChannel<T, never>, 'start'>,
    private readonly onDidArrive: () => void,
    private readonly limits: { count: number; bytes: number },
  ) {}

  /** The answer; its value is null while it is on its way, and where there is none. The same object until it is forgotten. */
  get<N extends Name>(name: N, params: T[N]['params']): Loaded<NonNullable<T[N]['result']>> {
    type Value = NonNullable<T[N]['result']>;
    const id = JSON.stringify([name, params]);
    const known = this.kept.get(id) as Loaded<Value> | undefined;
    if (known) {
      // The order of the map is that of use.
      this.kept.delete(id);
      this.kept.set(id, known);
      return known;
    }
    const loaded: Loaded<Value> = { value: null, error: null, isLoading: true };
    this.kept.set(id, loaded);
    this.dropUnused();
    const beganMs = performance.now();
    const { answer, cancel } = this.channel.start(name, params, (done, total) => {
      loaded.progress = { done, total, beganMs };
      this.onDidArrive();
    });
    loaded.cancel = cancel;
    void answer.then(
      value => this.settle(loaded, { value: (value as Value | null) ?? null, error: null }),
      (error: unknown) => this.settle(loaded, { value: null, error: error as Error }),
    );
    return loaded;
  }

  /** The answer where it has been asked for; asks nothing. */
  known<N extends Name>(name: N, params: T[N]['params']): Loaded<NonNullable<T[N]['result']>> | null {
    return (this.kept.get(JSON.stringify([name, params])) as Loaded<NonNullable<T[N]['result']>> | undefined) ?? null;
  }

  /** Cancels what is on its way and forgets it: nobody waits for it any more. */
  abandon<N extends Name>(name: N, params: T[N]['params']): void {
    this.known(name, params)?.cancel?.();
    this.kept.delete(JSON.stringify([name, params]));
  }

  /** What failed is asked for again when it is next needed: the person has said to try again. */
  retry(): void {
    for (const [id, { error }] of [...this.kept]) if (error) this.kept.delete(id);
    this.onDidArrive();
  }

  /** Those that were asked for with such parameters are asked for again. */
  forget(isGone: (params: T[Name]['params']) => boolean): void {
    for (const id of [...this.kept.keys()])
      if (isGone((JSON.parse(id) as [Name, T[Name]['params']])[1])) this.kept.delete(id);
  }

  private settle<T>(loaded: Loaded<T>, result: Pick<Loaded<T>, 'value' | 'error'>): void {
    Object.assign(loaded, result, { isLoading: false, bytes: bytesOf(result.value) });
    this.dropUnused();
    this.onDidArrive();
  }

  /** The longest unused go first; the newest stays, however large. */
  private dropUnused(): void {
    const { count, bytes: most } = this.limits;
    let bytes = 0;
    for (const answer of this.kept.values()) bytes += answer.bytes ?? 0;
    for (const [id, answer] of [...this.kept]) {
      if (this.kept.size <= count && (bytes <= most || this.kept.size === 1)) return;
      // One that is on its way would be asked for again.
      if (answer.isLoading && this.kept.size <= count) continue;
      this.kept.delete(id);
      bytes -= answer.bytes ?? 0;
    }
  }
}

/** About what an answer takes in memory: its arrays of numbers. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value) && typeof value[0] === 'number') return 8 * value.length;
  return Object.values(value).reduce<number>((sum, part) => sum + bytesOf(part), 0);
}
