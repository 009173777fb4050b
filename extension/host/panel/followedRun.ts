import type * as vscode from 'vscode';
import { followRun } from '../../core/runs/followRun';
import { isEnded } from '../../protocol/run';
import type { RunState } from '../../protocol/runState';
import { Throttled } from '../throttled';

/** Follows a run that another process writes, as long as it is shown and not over. */
export class FollowedRun implements vscode.Disposable {
  private current: { path: string; subscription: { dispose(): void } } | null = null;
  private readonly changed: Throttled;

  constructor(onDidChange: () => void, intervalMs = 500) {
    this.changed = new Throttled(onDidChange, intervalMs);
  }

  /** Follows this run in the place of the one before; null: none. */
  follow(run: RunState | null): void {
    const path = run && !isEnded(run.status) ? run.path : null;
    if (path === (this.current?.path ?? null)) return;
    this.current?.subscription.dispose();
    this.current = path === null ? null : { path, subscription: followRun(path, () => this.changed.request()) };
  }

  dispose(): void {
    this.follow(null);
    this.changed.dispose();
  }
}
