// The reader: a process that opens checkpoints and model files for the host or the command line. It never loads
// TensorFlow.js and never runs code of a file; what a hostile file does to it ends with it.
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { maxMemoryVariable, maxStuckVariable, type FromReader, type ToReader } from '../../protocol/reader';
import { protocolVersion } from '../../protocol/runner';
import { describeFailure } from '../service/describeFailure';
import { watchMemory } from '../service/memoryWatch';
import { answerRequest, isLong } from './readerRequest';
import { beatingHeart, watchBeats } from './stuckWatch';
import { Work } from './work';

const defaultMaxMemory = 1.5 * 2 ** 30;
/** Far longer than any step takes between two pauses. */
const defaultMaxStuckMs = 20_000;

/** What the thread beside the main one watches. */
interface Watched {
  maxBytes: number;
  maxStuckMs: number;
  beats: SharedArrayBuffer;
}

if (isMainThread) serve();
else watch(workerData as Watched);

function watch({ maxBytes, maxStuckMs, beats }: Watched): void {
  watchMemory(maxBytes);
  watchBeats(beats, maxStuckMs);
}

function serve(): void {
  const watched: Watched = {
    maxBytes: Number(process.env[maxMemoryVariable]) || defaultMaxMemory,
    maxStuckMs: Number(process.env[maxStuckVariable]) || defaultMaxStuckMs,
    beats: beatingHeart(),
  };
  new Worker(__filename, { workerData: watched }).unref();
  const works = new Map<number, Work>();
  let longOnes: Promise<unknown> = Promise.resolve();
  const send = (message: FromReader): void => {
    if (process.connected) process.send!(message);
  };
  const answer = async (id: number, name: string, params: unknown, work: Work): Promise<void> => {
    try {
      send({ type: 'reply', id, ok: true, value: await answerRequest(name, params, work) });
    } catch (error) {
      send({ type: 'reply', id, ok: false, error: describeFailure(error, 'The reader failed') });
    } finally {
      works.delete(id);
    }
  };
  process.on('message', (message: ToReader) => {
    if (message.type === 'cancel') return works.get(message.id)?.cancel();
    const { id, name, params } = message;
    const work = new Work(
      (done, total) => send({ type: 'progress', id, done, total }),
      0,
      value => send({ type: 'part', id, value }),
    );
    works.set(id, work);
    if (isLong(name)) longOnes = longOnes.then(() => answer(id, name, params, work));
    else void answer(id, name, params, work);
  });
  process.on('disconnect', () => process.exit());
  send({ type: 'hello', protocolVersion, pid: process.pid });
}
