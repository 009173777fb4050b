// The reader: a process that opens checkpoints and model files for the host or the command line. It never loads
// TensorFlow.js and never runs code of a file; what a hostile file does to it ends with it.
import {
  maxMemoryVariable,
  maxStuckVariable,
  type FileDescription,
  type FromReader,
  type ToReader,
} from '../../protocol/reader';
import { protocolVersion } from '../../protocol/protocolVersion';
import { inColumns } from '../../protocol/tensorColumns';
import { describeFailure } from '../service/describeFailure';
import { startWatch } from '../service/watchThread';
import { answerRequest, isLong } from './readerRequest';
import { Work } from './work';

const defaultMaxMemory = 1.5 * 2 ** 30;
/** Far longer than any step takes between two pauses. */
const defaultMaxStuckMs = 20_000;

serve();

function serve(): void {
  startWatch({
    maxBytes: Number(process.env[maxMemoryVariable]) || defaultMaxMemory,
    maxStuckMs: Number(process.env[maxStuckVariable]) || defaultMaxStuckMs,
  });
  const works = new Map<number, Work>();
  let longOnes: Promise<unknown> = Promise.resolve();
  const send = (message: FromReader): void => {
    if (process.connected) process.send!(message);
  };
  const answer = async (id: number, name: string, params: unknown, work: Work): Promise<void> => {
    try {
      const value = await answerRequest(name, params, work);
      send({ type: 'reply', id, ok: true, value: name === 'describe' ? inColumns(value as FileDescription) : value });
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
