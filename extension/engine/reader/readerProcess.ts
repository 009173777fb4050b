import { fork, type ChildProcess } from 'node:child_process';
import { LayerglassError } from '../../protocol/errors';
import {
  maxMemoryVariable,
  maxStuckVariable,
  memoryMark,
  stuckMark,
  type FromReader,
  type ToReader,
} from '../../protocol/reader';
import { childEnvironment } from '../launch/childEnvironment';
import { BoundedTail } from '../supervise/boundedTail';
import {
  endedError,
  memoryError,
  ReaderPeer,
  stuckError,
  type Kept,
  type PeerEvents,
  type PeerOptions,
} from './readerPeer';

/** A reader in a process of its own. */
export class ReaderProcess extends ReaderPeer {
  private readonly child: ChildProcess;
  private readonly stderr = new BoundedTail();

  constructor(options: PeerOptions, ...events: PeerEvents) {
    super(...events);
    const own: Record<string, string> = {};
    if (options.maxMemory !== null) own[maxMemoryVariable] = String(options.maxMemory);
    if (options.maxStuckMs !== null) own[maxStuckVariable] = String(options.maxStuckMs);
    this.child = fork(options.entry, [], {
      env: childEnvironment(process.env, own, Boolean(process.versions.electron)),
      // Debugging flags and loaders of the parent are not the child's.
      execArgv: [],
      // Typed arrays stay what they are.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr!.on('data', (text: Buffer) => this.stderr.add(text.toString()));
    this.child.on('message', (message: FromReader) => this.receive(message));
    this.child.on('error', error => this.hasEndedBy(endedError(`The reader cannot be started: ${error.message}`)));
    // With the last of its output.
    this.child.on('close', (code, signal) => this.hasEndedBy(endOf(code, signal, this.stderr.text)));
    this.setWanted(false);
  }

  send(message: ToReader): void {
    // That it is gone is told by its end.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  /** When the system has taken the process away: one that waits for a disk stays. */
  whenGone(maxMs: number): Promise<void> {
    const { child } = this;
    const isGone = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    if (isGone) return Promise.resolve();
    child.ref();
    return new Promise(resolve => {
      const timer = setTimeout(resolve, maxMs);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  protected get kept(): Kept[] {
    const { child } = this;
    return [child, ...(child.channel ? [child.channel] : []), child.stderr as unknown as Kept];
  }

  protected end(): void {
    this.child.kill('SIGKILL');
  }
}

function endOf(code: number | null, signal: string | null, stderr: string): LayerglassError {
  if (stderr.includes(memoryMark)) return memoryError();
  if (stderr.includes(stuckMark)) return stuckError();
  const how = signal ? `by ${signal}` : `with code ${code}`;
  const last = stderr.trim().split('\n').at(-1)?.slice(0, 300);
  return endedError(`The reader ended ${how}${last ? `: ${last}` : ''}`);
}
