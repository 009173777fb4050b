import * as assert from 'node:assert/strict';
import type { RunRequest } from '../../extension/engine/runRequest';
import { cleanUp, makeProject, smallModel, start } from './support/trial';

afterEach(cleanUp);

/** Runs a program watched and unwatched: its output and its exit must not differ. Returns the watched run. */
async function runBothWays(files: Record<string, string>, request: Partial<RunRequest> = {}) {
  const folder = makeProject(files);
  const program = Object.keys(files)[0]!;
  const plain = start(folder, program, { ...request, watch: false });
  const plainState = await plain.run.stopped;
  const watched = start(folder, program, request);
  const state = await watched.run.stopped;
  assert.deepEqual(watched.output, plain.output);
  assert.deepEqual(
    [state.status, state.error?.message, state.error?.site],
    [plainState.status, plainState.error?.message, plainState.error?.site],
  );
  return { ...watched, state };
}

describe('any program', () => {
  it('trains for the number of epochs asked for, watched or not', async () => {
    const { state, output } = await runBothWays(
      {
        'train.ts': `${smallModel}const options = { epochs: 50, verbose: 0 };
m.fit(x, y, options).then(h => console.log(h.epoch, h.history.loss.length, options.epochs));\n`,
      },
      { epochs: 2 },
    );
    assert.equal(output.stdout, '[ 0, 1 ] 2 50\n');
    assert.equal(state.epochs.length, 2);
  });
});
