// The reader: a process, or a thread of the command line's, that opens checkpoints and model files. It never loads
// TensorFlow.js and never runs code of a file; what a hostile file does to it ends with it.
import type { FileDescription } from '../../protocol/reader';
import { protocolVersion } from '../../protocol/protocolVersion';
import { inColumns } from '../../protocol/tensorColumns';
import { describeFailure } from '../service/describeFailure';
import { connectParent } from './parent';
import { Partner } from './partner';
import { answerRequest, isLong } from './readerRequest';
import { Work } from './work';

serve();

function serve(): void {
  const parent = connectParent();
  const partner = parent.canSum ? new Partner((id, values) => parent.send({ type: 'sum', id, values })) : null;
  const works = new Map<number, Work>();
  let longOnes: Promise<unknown> = Promise.resolve();
  const { send } = parent;
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
  parent.listen(message => {
    if (message.type === 'summed') return partner?.take(message.id, message.summary);
    if (message.type === 'cancel') return works.get(message.id)?.cancel();
    const { id, name, params } = message;
    const work = new Work(
      (done, total) => send({ type: 'progress', id, done, total }),
      0,
      value => send({ type: 'part', id, value }),
      undefined,
      partner,
    );
    works.set(id, work);
    if (isLong(name)) longOnes = longOnes.then(() => answer(id, name, params, work));
    else void answer(id, name, params, work);
  });
  send({ type: 'hello', protocolVersion, pid: process.pid });
}
