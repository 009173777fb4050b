import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { LineReader } from '../../core/text/lineReader';
import { runnerEventSchema, type Control, type LaunchSpec, type RunnerEvent } from '../../protocol/runner';
import { protocolVersion } from '../../protocol/protocolVersion';
import type { RunError, RunStatus } from '../../protocol/run';
import { launchChild, type LaunchedChild } from '../launch/launchChild';
import { endProcessTree } from '../launch/endProcessTree';
import { helloError, noAnswerError, spawnError } from '../runErrors';
import { BoundedTail } from './boundedTail';
import { OutputForwarder } from './outputForwarder';

const helloTimeoutMs = 30_000;
/** From the word `ended` to the end of the process: its own exit handlers run in between. */
const lingerMs = 10_000;
/** A process that the child left behind may hold its output open for ever: nothing comes any more after this. */
const silenceMs = 1000;

export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
  /** The version of Node in the child; null where it never said hello. */
  node: string | null;
  /** What the child said last; null where it ended without a word. */
  ended: RunStatus | null;
  /** What is wrong with the launch itself. */
  error: RunError | null;
  /** The background thread was gone while the program went on. */
  isBackgroundLost: boolean;
}

interface Listeners {
  event: (event: RunnerEvent) => void;
  output: (stream: 'stdout' | 'stderr', text: string) => void | Promise<void>;
}

/** A child from its launch to its end. */
export class SupervisedChild {
  /** Never rejects. Resolves when the process is gone and its output has been passed on. */
  readonly end: Promise<ChildEnd>;
  private readonly child: LaunchedChild;
  private readonly stderr = new BoundedTail();
  private readonly timers = new Set<NodeJS.Timeout>();
  private node: string | null = null;
  private ended: RunStatus | null = null;
  private error: RunError | null = null;
  private isBackgroundLost = false;
  private hasExited = false;

  constructor(
    spec: LaunchSpec,
    private readonly options: { nodePath: string | null; environment: Record<string, string> },
    private readonly listeners: Listeners,
  ) {
    this.child = launchChild(spec, options);
    this.end = this.supervise();
  }

  control(message: Control): void {
    const { channel } = this.child;
    if (!this.hasExited && channel.writable) channel.write(JSON.stringify(message) + '\n');
  }

  /** Ends the process and all that it started. */
  async kill(): Promise<void> {
    if (this.child.process.pid !== undefined && !this.hasExited) await endProcessTree(this.child.process.pid);
  }

  private get nodePath(): string {
    return this.options.nodePath ?? process.execPath;
  }

  private async supervise(): Promise<ChildEnd> {
    const { process: child, stdout, stderr } = this.child;
    const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(resolve => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', error => {
        // the same event tells of a signal that could not be sent
        if (child.pid !== undefined) return;
        this.error = spawnError(error, this.nodePath);
        resolve({ code: null, signal: null });
      });
    });
    this.listen();
    this.after(helloTimeoutMs, () => {
      if (this.node === null) this.fail(noAnswerError(this.nodePath, helloTimeoutMs / 1000));
    });
    const outputs = [
      new OutputForwarder(stdout, text => this.listeners.output('stdout', text)),
      new OutputForwarder(stderr, text => {
        this.stderr.add(text);
        return this.listeners.output('stderr', text);
      }),
    ];
    const { code, signal } = await exit;
    this.hasExited = true;
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.all([...outputs.map(output => output.finish(silenceMs)), this.channelClosed()]);
    this.child.channel.destroy();
    const { node, ended, error, isBackgroundLost } = this;
    return { code, signal, stderr: this.stderr.text, node, ended, error, isBackgroundLost };
  }

  private listen(): void {
    const { channel } = this.child;
    const reader = new LineReader(line => this.take(line));
    channel.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch (error) {
        this.tellBadEvent((error as Error).message);
      }
    });
    channel.on('error', () => undefined);
    channel.once('close', () =>
      this.after(silenceMs, () => {
        if (this.hasExited || this.ended !== null) return;
        this.isBackgroundLost = true;
        const message =
          'The thread of Layerglass in the program’s process has ended. The program goes on, but nothing more of this run is kept.';
        this.listeners.event({ type: 'notice', notice: { code: 'background-ended', message } });
      }),
    );
  }

  private take(line: string): void {
    let event: RunnerEvent;
    try {
      event = v.parse(runnerEventSchema, JSON.parse(line));
    } catch (error) {
      return this.tellBadEvent((error as Error).message);
    }
    if (event.type === 'hello') {
      this.node = event.node;
      const error = helloError(event, protocolVersion, this.nodePath);
      if (error) return this.fail(error);
    } else if (this.node === null) return this.tellBadEvent(`"${event.type}" before "hello"`);
    if (event.type === 'ended') {
      this.ended = event.status;
      this.after(lingerMs, () => void this.kill());
    }
    this.listeners.event(event);
  }

  private tellBadEvent(what: string): void {
    const message = `A message of the child was not understood and is left out: ${what.slice(0, 300)}`;
    this.listeners.event({ type: 'notice', notice: { code: 'bad-event', message } });
  }

  private fail(error: RunError): void {
    this.error ??= error;
    void this.kill();
  }

  private after(ms: number, action: () => void): void {
    this.timers.add(globalThis.setTimeout(action, ms));
  }

  /** What the child said last may still be on its way. */
  private async channelClosed(): Promise<void> {
    const { channel } = this.child;
    if (channel.closed || this.child.process.pid === undefined) return;
    const timeout = new AbortController();
    await Promise.race([
      once(channel, 'close', timeout).catch(() => undefined),
      setTimeout(silenceMs, undefined, timeout).catch(() => undefined),
    ]);
    timeout.abort();
  }
}
