import type { Notice } from '../../../protocol/run';

/** Keeps a fault of ours from becoming one of the program's: it is told once, and the program goes on unwatched in that part. */
export class Guard {
  private hasSaid = false;
  constructor(private readonly notice: (notice: Notice) => void) {}

  /** What `look` returns; undefined where it throws. */
  safely<T>(look: () => T): T | undefined {
    try {
      return look();
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }
  async safelyAsync(look: () => Promise<void>): Promise<void> {
    try {
      await look();
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (this.hasSaid) return;
    this.hasSaid = true;
    const where = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.notice({
      code: 'watch-failed',
      message: `A part of watching failed; the program itself is not affected. ${where.split('\n').slice(0, 3).join(' ').slice(0, 500)}`,
    });
  }
}
