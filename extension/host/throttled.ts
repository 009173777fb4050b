import type { Disposable } from 'vscode';

/**
 * Calls `action` at most once per `intervalMs`, and always once more after the last request. The first request of a quiet
 * time waits `intervalMs` too, so that what comes together is done together.
 */
export class Throttled implements Disposable {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly action: () => void,
    private readonly intervalMs: number,
  ) {}

  request(): void {
    this.timer ??= setTimeout(() => this.run(), this.intervalMs);
  }

  /** Does at once what is requested, or nothing. */
  flush(): void {
    if (this.timer) this.run();
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private run(): void {
    this.dispose();
    this.action();
  }
}
