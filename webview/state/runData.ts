import type { RunListItem, TensorHistory } from '../../extension/protocol/panel';
import type { Snapshot, SnapshotRef } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import type { TensorFacet } from '../../extension/protocol/summary';
import type { HostChannel } from '../host/hostChannel';
import { CheckpointLists } from './checkpointLists';
import { CheckpointReads } from './checkpointReads';
import { CloseUpData } from './closeUpData';
import { KeptAnswers } from './keptAnswers';
import type { Loaded } from './loaded';

const maxSnapshots = 24;
/** Pages of images: those that are looked at in turns. */
const keptImages = { count: 24, bytes: 64 * 2 ** 20 };
const maxHistories = 12;
const maxOthers = 4;
/** Ridges in a ridgeline. */
export const maxRidges = 30;

/** Histograms of runs, asked from the host when they are first needed, the latest kept. */
export class RunData {
  /** Of single units. */
  readonly closeUps: CloseUpData;
  /** Of checkpoints' files. */
  readonly checkpointReads: CheckpointReads;
  /** Of log directories. */
  readonly images: KeptAnswers<'logImages'>;
  /** Of runs besides the one that is shown. */
  readonly checkpointLists: CheckpointLists;
  private readonly snapshots = new Map<string, Loaded<Snapshot>>();
  private readonly others = new Map<string, Loaded<RunState>>();
  private readonly histories = new Map<string, Loaded<TensorHistory> & { count: number }>();

  constructor(
    private readonly channel: HostChannel,
    private readonly onDidArrive: () => void,
  ) {
    this.closeUps = new CloseUpData(channel, onDidArrive);
    this.checkpointReads = new CheckpointReads(channel, onDidArrive);
    this.checkpointLists = new CheckpointLists(channel, onDidArrive);
    this.images = new KeptAnswers(channel, onDidArrive, keptImages);
  }

  /** The snapshot with its histograms; null while it is on its way. */
  snapshot(key: string, ref: SnapshotRef): Loaded<Snapshot> {
    const id = `${key}\n${ref.fit}\n${ref.model}\n${ref.step}`;
    const known = this.snapshots.get(id);
    if (known?.isOutdated && !known.isLoading) this.ask(known, key, ref);
    if (known) {
      // The order of the map is that of use.
      this.snapshots.delete(id);
      this.snapshots.set(id, known);
      return known;
    }
    const loaded: Loaded<Snapshot> = { value: null, error: null, isLoading: true };
    this.snapshots.set(id, loaded);
    forget(this.snapshots, maxSnapshots);
    this.ask(loaded, key, ref);
    return loaded;
  }
  private ask(loaded: Loaded<Snapshot>, key: string, { fit, model, step }: SnapshotRef): void {
    Object.assign(loaded, { isLoading: true, isOutdated: false });
    void this.settle(loaded, this.channel.request('snapshot', { key, fit, model, step }));
  }

  /** A snapshot has come: an inspection shows what it has before it is complete, so that one of the step may be known. */
  snapshotCame(key: string, { fit, model, step }: SnapshotRef): void {
    const known = this.snapshots.get(`${key}\n${fit}\n${model}\n${step}`);
    if (!known) return;
    known.isOutdated = true;
    for (const [id, history] of this.histories) if (id.startsWith(`${key}\n`)) history.count = -1;
    this.closeUps.forget(key);
  }
  /** Another run stands under this key, as each inspection stands under the one of inspections. */
  forget(key: string): void {
    for (const map of [this.snapshots, this.histories])
      for (const id of [...map.keys()]) if (id.startsWith(`${key}\n`)) map.delete(id);
    this.closeUps.forget(key);
  }

  /** A tensor over time. When the run has more snapshots than at the last request it is asked again; until then the old one stands. */
  history(
    key: string,
    of: { model: string; layer: string; kind: TensorFacet; tensor: string },
    snapshotCount: number,
  ): Loaded<TensorHistory> {
    const id = [key, of.model, of.layer, of.kind, of.tensor].join('\n');
    const known = this.histories.get(id);
    if (known && (known.count === snapshotCount || known.isLoading)) return known;
    const loaded = known ?? { value: null, error: null, isLoading: true, count: snapshotCount };
    loaded.isLoading = true;
    loaded.count = snapshotCount;
    this.histories.delete(id);
    this.histories.set(id, loaded);
    forget(this.histories, maxHistories);
    void this.settle(loaded, this.channel.request('history', { key, ...of, max: maxRidges }));
    return loaded;
  }

  /** Another run of the program; asked again when its entry in the list has changed. */
  otherRun(item: RunListItem): Loaded<RunState> {
    const id = JSON.stringify([item.key, item.status, item.best]);
    const known = this.others.get(id);
    if (known) return known;
    const loaded: Loaded<RunState> = { value: null, error: null, isLoading: true };
    this.others.set(id, loaded);
    forget(this.others, maxOthers);
    void this.settle(loaded, this.channel.request('otherRun', { key: item.key }));
    return loaded;
  }

  private async settle<T>(loaded: Loaded<T>, request: Promise<T | null>): Promise<void> {
    try {
      loaded.value = (await request) ?? null;
      loaded.error = null;
    } catch (error) {
      loaded.error = error as Error;
    }
    loaded.isLoading = false;
    this.onDidArrive();
  }
}

function forget(map: Map<string, unknown>, max: number): void {
  while (map.size > max) map.delete(map.keys().next().value!);
}
