import * as net from 'node:net';
import * as v from 'valibot';
import { LineReader } from '../../core/text/lineReader';
import { controlSchema, type Control, type RunnerEvent } from '../../protocol/runner';

/** A host that does not read (it stands in a debugger) costs no more memory than this; then steps are left out. */
const maxQueuedBytes = 8 * 2 ** 20;

/** The child's end of the pipe to the host: events out, controls in. A host that is gone is told by `onLost`, once. */
export class HostChannel {
  private readonly socket: net.Socket;

  constructor(fd: number, onControl: (control: Control) => void, onLost: () => void) {
    this.socket = new net.Socket({ fd, readable: true, writable: true });
    const reader = new LineReader(line => {
      const control = v.safeParse(controlSchema, parseJson(line));
      if (control.success) onControl(control.output);
    }, 2 ** 20);
    let isLost = false;
    const lose = (): void => {
      if (isLost) return;
      isLost = true;
      onLost();
    };
    this.socket.on('data', chunk => reader.push(chunk));
    this.socket.on('end', lose);
    this.socket.on('error', lose);
    this.socket.on('close', lose);
  }

  send(event: RunnerEvent): void {
    if (event.type === 'steps' && this.socket.writableLength > maxQueuedBytes) return;
    this.socket.write(JSON.stringify(event) + '\n');
  }

  /** Calls back once all that was sent is with the host's system, or cannot get there any more. */
  flush(done: () => void): void {
    if (this.socket.destroyed) done();
    else this.socket.write('', () => done());
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
