import type { Snapshot, SnapshotRef } from '../../extension/protocol/run';
import type { RunData } from '../state/runData';

/** Snapshots by their place in the view; while one is on its way the one before it stands there. */
export class HeldSnapshots {
  private readonly held = new Map<string, { of: string; value: Snapshot }>();

  constructor(private readonly data: RunData) {}

  /** null where nothing is to be shown at the place, and until its first snapshot is there. */
  get(place: string, key: string | null, ref: SnapshotRef | null): Snapshot | null {
    if (!ref || key === null) return null;
    const of = `${key}\n${ref.model}`;
    const { value, isLoading } = this.data.snapshot(key, ref);
    if (value) this.held.set(place, { of, value });
    const held = this.held.get(place);
    return value ?? (isLoading && held?.of === of ? held.value : null);
  }
}
