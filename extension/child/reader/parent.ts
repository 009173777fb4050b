import * as threads from 'node:worker_threads';
import {
  maxMemoryVariable,
  maxStuckVariable,
  readerLimits,
  type FromReader,
  type ReaderThreadData,
  type ToReader,
} from '../../protocol/reader';
import { startBeats, startWatch } from '../service/watchThread';

/** Who started this reader: another process, or, where this is a thread, the main one of its process. */
export interface Parent {
  /** Whether it sums up values beside this one. */
  canSum: boolean;
  send(message: FromReader): void;
  listen(take: (message: ToReader) => void): void;
}

/** It ends this reader where that exceeds its limits, or has a thread do it. */
export function connectParent(): Parent {
  const port = threads.parentPort;
  if (port) {
    startBeats((threads.workerData as ReaderThreadData).beats);
    return {
      canSum: true,
      send: message => port.postMessage(message),
      listen: take => port.on('message', take),
    };
  }
  startWatch({
    maxBytes: Number(process.env[maxMemoryVariable]) || readerLimits.maxBytes,
    maxStuckMs: Number(process.env[maxStuckVariable]) || readerLimits.maxStuckMs,
  });
  process.on('disconnect', () => process.exit());
  return {
    canSum: false,
    send: message => {
      if (process.connected) process.send!(message);
    },
    listen: take => process.on('message', take),
  };
}
