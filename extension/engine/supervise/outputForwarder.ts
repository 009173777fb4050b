import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * Passes a child's output on as text, piece by piece, at the pace of those who take it: while one has a promise open nothing
 * more is read, and the child waits in its write. So memory does not grow with the amount.
 */
export class OutputForwarder {
  private readonly decoder = new StringDecoder('utf8');
  private readonly ended: Promise<void>;
  private isHeld = false;
  private movedAtMs = Date.now();

  /** Takers must not reject. */
  constructor(
    private readonly output: Readable,
    private readonly take: (text: string) => void | Promise<void>,
  ) {
    output.on('data', (chunk: Buffer) => this.pass(this.decoder.write(chunk)));
    output.on('error', () => undefined);
    this.ended = new Promise(resolve => output.once('close', resolve));
  }

  /**
   * Call it when the process is gone. Resolves when all has been taken. A process that the child left behind may hold the
   * output open for ever: then it resolves once nothing has come for `silenceMs`.
   */
  async finish(silenceMs: number): Promise<void> {
    this.movedAtMs = Date.now();
    const timer = setInterval(() => {
      if (!this.isHeld && Date.now() - this.movedAtMs >= silenceMs) this.output.destroy();
    }, silenceMs / 4);
    await this.ended;
    clearInterval(timer);
    const rest = this.decoder.end();
    if (rest) await this.take(rest);
  }

  private pass(text: string): void {
    this.movedAtMs = Date.now();
    const taken = text ? this.take(text) : undefined;
    if (!taken) return;
    this.isHeld = true;
    this.output.pause();
    void taken.then(() => {
      this.isHeld = false;
      this.movedAtMs = Date.now();
      this.output.resume();
    });
  }
}
