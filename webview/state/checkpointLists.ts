import type { RunListItem } from '../../extension/protocol/panel';
import type { CheckpointRecord } from '../../extension/protocol/run';
import { isEnded } from '../../extension/protocol/run';
import type { HostChannel } from '../host/hostChannel';
import type { Loaded } from './loaded';

/** A run that another process writes is asked again when so long has passed. */
const freshMs = 5000;

type List = Loaded<CheckpointRecord[]> & { of: string; askedAt: number };

/** The checkpoints of runs besides the one that is shown, asked for when they are first needed. */
export class CheckpointLists {
  private readonly lists = new Map<string, List>();
  /** Another one whenever a list has come: what is drawn from all of them is drawn again. */
  version = {};

  constructor(
    private readonly channel: HostChannel,
    private readonly onDidArrive: () => void,
  ) {}

  /** Asked again when the run's entry has changed; until the new list has come the old one stands. */
  get(item: RunListItem): Loaded<CheckpointRecord[]> {
    const of = JSON.stringify([item.status, item.best]);
    const known = this.lists.get(item.key);
    const isOld = known && !isEnded(item.status) && performance.now() - known.askedAt > freshMs;
    if (known && (known.isLoading || (known.of === of && !isOld))) return known;
    const list: List = known ?? { value: null, error: null, isLoading: true, of, askedAt: 0 };
    Object.assign(list, { isLoading: true, of, askedAt: performance.now() });
    this.lists.set(item.key, list);
    void this.channel.request('checkpointsOf', { key: item.key }).then(
      value => this.settle(list, value, null),
      (error: Error) => this.settle(list, list.value, error),
    );
    return list;
  }

  /** The list where it is there; asks nothing. */
  known(key: string): Loaded<CheckpointRecord[]> | null {
    return this.lists.get(key) ?? null;
  }

  /** The checkpoints of a run have been changed: its list is asked for again when it is next needed. */
  outdate(key: string): void {
    const list = this.lists.get(key);
    if (list) list.of = '';
  }

  private settle(list: List, value: CheckpointRecord[] | null, error: Error | null): void {
    Object.assign(list, { value, error, isLoading: false });
    this.version = {};
    this.onDidArrive();
  }
}
