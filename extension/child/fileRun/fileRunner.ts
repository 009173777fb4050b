// The file runner: a process that loads models of files and feeds them. Like the runner it loads TensorFlow.js, and no code
// of a person or of a file: what a model is made of are layers that TensorFlow.js, or this, has.
import * as v from 'valibot';
import { LayerglassError } from '../../protocol/errors';
import { fileRunRequestSchema, type FromFileRunner, type ToFileRunner } from '../../protocol/fileRun';
import { maxMemoryVariable } from '../../protocol/reader';
import { protocolVersion } from '../../protocol/protocolVersion';
import { describeFailure } from '../service/describeFailure';
import { startWatch } from '../service/watchThread';
import { FileRuns } from './fileRuns';

const defaultMaxMemory = 8 * 2 ** 30;

serve();

function serve(): void {
  // How long a run may take is bound by whoever asked for it.
  startWatch({ maxBytes: Number(process.env[maxMemoryVariable]) || defaultMaxMemory, maxStuckMs: null });
  const send = (message: FromFileRunner): void => {
    if (process.connected) process.send!(message);
  };
  const runner = new FileRuns();
  let last: Promise<unknown> = Promise.resolve();
  const answer = async (id: number, request: unknown): Promise<void> => {
    try {
      const parsed = v.safeParse(fileRunRequestSchema, request);
      if (!parsed.success)
        throw new LayerglassError('bad-request', `The file runner does not understand: ${parsed.issues[0].message}`);
      const value = await runner.run(parsed.output, (stage, done, total) =>
        send({ type: 'progress', id, stage, done, total }),
      );
      send({ type: 'reply', id, ok: true, value });
    } catch (error) {
      send({ type: 'reply', id, ok: false, error: describeFailure(error, 'The model cannot be run') });
    }
  };
  process.on('message', ({ id, request }: ToFileRunner) => {
    last = last.then(() => answer(id, request));
  });
  process.on('disconnect', () => process.exit());
  send({ type: 'hello', protocolVersion, pid: process.pid });
}
