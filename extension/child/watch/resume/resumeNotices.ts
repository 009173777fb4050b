import type { CheckpointContent } from '../../../core/runs/checkpointContent';
import type { BackendInfo, Notice } from '../../../protocol/run';
import type { LaunchSpec } from '../../../protocol/runner';
import type { EarlierRuns } from './earlierRuns';
import type { Replay } from './replayCallbacks';

/** What a person is told of a run that goes on: each once, and only what makes it other than one that was never stopped. */
export class ResumeNotices {
  private readonly said = new Set<string>();
  constructor(private readonly notice: (notice: Notice) => void) {}

  begins({ backend }: NonNullable<LaunchSpec['resume']>, now: BackendInfo, { hasGap }: EarlierRuns): void {
    if (backend && (backend.name !== now.name || backend.version !== now.version))
      this.say(
        'resume-backend',
        `The checkpoint comes from ${backend.name} ${backend.version}, this run is on ${now.name} ${now.version}: numbers are rounded otherwise.`,
      );
    if (hasGap)
      this.say('resume-inexact', 'A run that the checkpoint’s run had gone on from is gone: its epochs are not known.');
  }
  replayed({ epochsDone, problem, hasBatches }: Replay, epochs: number): void {
    if (problem !== null)
      this.say(
        'resume-callbacks',
        `A callback failed when it was called again for the epochs that are done: ${problem.slice(0, 200)}`,
      );
    else if (epochsDone < epochs)
      this.say(
        'resume-callbacks',
        `Calling the program’s callbacks again took too long: they have heard of ${epochsDone} of the ${epochs} epochs that are done, so what they count may differ.`,
      );
    else if (hasBatches)
      this.say(
        'resume-callbacks',
        'Callbacks that listen to batches were told the loss of each batch of the epochs that are done; other metrics of batches are not recorded.',
      );
  }
  loopPassed(): void {
    if (this.said.has('resume-loop')) return;
    this.say(
      'resume-loop',
      'The program’s own training loop was run up to the checkpoint without computing. It goes on exactly where what the loop itself keeps (counters, batches, random numbers) does not depend on computed values.',
    );
  }
  loopComputes(): void {
    this.say(
      'resume-loop',
      'The program’s own training loop computes gradients or predictions itself: up to the checkpoint they came from weights that were not trained. It goes on exactly only where the loop keeps nothing of them.',
    );
  }
  dataDiffers(): void {
    this.say(
      'resume-data',
      'The data has another shape, or is cut into batches otherwise, than when the checkpoint was written: it goes on from the same weights, but not with the same examples.',
    );
  }
  endIsMissing(): void {
    this.say(
      'resume-earlier',
      'There is no checkpoint of the end of an earlier call of fit: what the program computes from its weights before the checkpoint’s place starts from others.',
    );
  }
  isInexact(): void {
    this.say('resume-inexact', 'Where the random numbers stood after an earlier call of fit is not known.');
  }
  isElsewhere(): void {
    this.say(
      'resume-inexact',
      'The program calls fit in another order than when the checkpoint was written: its state is restored here.',
    );
  }
  notReached(): void {
    this.say(
      'resume-not-reached',
      'The program ended before it came to the place of the checkpoint, so nothing was trained. It is another program than then.',
    );
  }
  restored({ step }: CheckpointContent, { sourceHash }: EarlierRuns, sourceHashNow: string): void {
    if (sourceHash !== sourceHashNow)
      this.say('resume-changed', `The source has changed since the checkpoint of step ${step} was written.`);
  }

  private say(code: string, message: string): void {
    if (this.said.has(code)) return;
    this.said.add(code);
    this.notice({ code, message });
  }
}
