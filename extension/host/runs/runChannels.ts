import * as path from 'node:path';
import * as vscode from 'vscode';
import { BoundedOutput } from './boundedOutput';
import type { LiveRun } from './liveRun';
import type { Runs } from './runs';

/** Output channels that are kept; those of older runs go. */
const maxChannels = 8;

/** One output channel for each run that writes something: `Layerglass: train.ts #14`. */
export class RunChannels implements vscode.Disposable {
  private readonly channels = new Map<LiveRun, vscode.OutputChannel>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(runs: Runs) {
    this.subscriptions = [runs.onDidStart(run => this.follow(run))];
  }

  /** Shows what the program wrote; false where it has written nothing, or is no run of this window. */
  show(run: LiveRun | null): boolean {
    const channel = run && this.channels.get(run);
    channel?.show(true);
    return channel !== null && channel !== undefined;
  }

  dispose(): void {
    for (const item of [...this.subscriptions, ...this.channels.values()]) item.dispose();
  }

  private follow(run: LiveRun): void {
    const output = new BoundedOutput(text => this.channelOf(run).append(text));
    run.handle.onOutput((_stream, text) => output.push(text));
    void run.handle.stopped.then(() => output.end());
  }

  private channelOf(run: LiveRun): vscode.OutputChannel {
    const known = this.channels.get(run);
    if (known) return known;
    const word = run.mode === 'inspect' ? 'inspection' : `#${run.state.id}`;
    const channel = vscode.window.createOutputChannel(`Layerglass: ${path.basename(run.program)} ${word}`);
    this.channels.set(run, channel);
    this.dropOld();
    return channel;
  }

  private dropOld(): void {
    for (const [run, channel] of this.channels) {
      if (this.channels.size <= maxChannels) return;
      if (run.isActive) continue;
      channel.dispose();
      this.channels.delete(run);
    }
  }
}
