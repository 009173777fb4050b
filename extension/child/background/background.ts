// The background thread of a run: it owns the pipe to the host and the run folder, so that a program that never yields is
// heard, controlled and kept, and ends when its host does.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { RunWriter } from '../../core/runs/runWriter';
import { channelFd, type Control } from '../../protocol/runner';
import { endOwnTree } from './endTree';
import { HostChannel } from './hostChannel';
import { cell, type BackgroundData, type BackgroundMessage, type BackgroundReply } from './messages';
import { firstManifest, RunRecorder } from './runRecorder';

const parentCheckMs = 200;
const maxFarewellMs = 300;

const { spec, cells: memory, parentPid } = workerData as BackgroundData;
const port = parentPort!;
const cells = new Int32Array(memory);

const channel = new HostChannel(channelFd, control, hostLost);
const { runFolder, settings } = spec;
const openWriter =
  spec.watch && runFolder !== null
    ? () => new RunWriter(runFolder, firstManifest({ ...spec, runFolder }), settings)
    : null;
const recorder = new RunRecorder(openWriter, event => channel.send(event));

port.on('message', take);

function take(message: BackgroundMessage): void {
  try {
    recorder.take(message);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    channel.send({ type: 'notice', notice: { code: 'internal', message: `A report of the run was lost: ${what}` } });
  }
  if (message.type === 'checkpoint') {
    Atomics.sub(cells, cell.heldKilobytes, Math.ceil(message.heldBytes / 1024));
    Atomics.sub(cells, cell.waitingCheckpoints, 1);
  }
  Atomics.add(cells, cell.beats, 1);
  Atomics.sub(cells, cell.waiting, 1);
  Atomics.notify(cells, cell.waiting);
  if (message.type === 'end')
    channel.flush(() => {
      Atomics.store(cells, cell.ended, 1);
      Atomics.notify(cells, cell.ended);
    });
}

/** Keeps what has come so far, as long as that is quickly done, and ends the process with all that it started. */
function hostLost(): never {
  const until = performance.now() + maxFarewellMs;
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    recorder.take(next.message as BackgroundMessage);
    if (performance.now() > until) break;
  }
  recorder.interrupt();
  return endOwnTree();
}

function control(message: Control): void {
  if (message.type === 'checkpoint') return recorder.change(message.change);
  if (message.type === 'stop') {
    Atomics.store(cells, cell.stop, 1);
    port.postMessage({ type: 'stop' } satisfies BackgroundReply);
  }
  Atomics.store(cells, cell.paused, message.type === 'pause' ? 1 : 0);
  Atomics.notify(cells, cell.paused);
}

setInterval(() => {
  Atomics.add(cells, cell.beats, 1);
  if (process.ppid !== parentPid) hostLost();
}, parentCheckMs);
