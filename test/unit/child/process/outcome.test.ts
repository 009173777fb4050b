import assert from 'node:assert/strict';
import { outcomeOf, type Ending } from '../../../../extension/child/process/outcome';
import type { FitInfo, RunError } from '../../../../extension/protocol/run';

const fit: FitInfo = {
  index: 0,
  model: 'm',
  kind: 'fit',
  site: null,
  epochs: 5,
  initialEpoch: 0,
  stepsPerEpoch: 1,
  batchSize: 1,
  samples: 1,
  firstStep: 0,
  startedAt: 0,
};
const error = (code: string): RunError => ({ code, message: code, remedy: '', site: null, stack: [] });
const ending = (known: Partial<Ending>): Ending => ({
  exitCode: 0,
  thrown: null,
  isNatural: true,
  callers: [],
  openFits: [],
  epochsDone: 0,
  step: 0,
  nothingSeen: null,
  ...known,
});
const codeOf = (known: Partial<Ending>): string => {
  const { status, error } = outcomeOf(ending(known));
  assert.equal(status, error ? 'failed' : 'completed');
  return error?.code ?? 'completed';
};

describe('outcome', () => {
  it('a natural end is a completed run', () => assert.equal(codeOf({}), 'completed'));
  it('process.exit(0) after training is one too', () => assert.equal(codeOf({ isNatural: false }), 'completed'));
  it('an error that nothing caught', () => assert.equal(codeOf({ exitCode: 1, thrown: error('thrown') }), 'thrown'));
  it('an error that the program dealt with is none', () =>
    assert.equal(codeOf({ thrown: error('thrown') }), 'completed'));
  it('process.exit in the middle of fit, whatever its code', () => {
    assert.equal(codeOf({ isNatural: false, openFits: [fit] }), 'exited');
    assert.equal(codeOf({ isNatural: false, openFits: [fit], exitCode: 2 }), 'exited');
    const { error } = outcomeOf(ending({ isNatural: false, openFits: [fit], epochsDone: 2, step: 7 }));
    assert.match(error!.message, /in epoch 3 of 5\)\. What was written up to step 7 is kept\./);
  });
  it('says who called it', () => {
    const callers = ['node_modules/a/b.js', 'train.ts'].map(file => ({ function: 'f', file, line: 4, column: 2 }));
    const { error } = outcomeOf(ending({ isNatural: false, exitCode: 2, callers }));
    assert.deepEqual(error?.site, { file: 'train.ts', line: 4, column: 2 });
  });
  it('an exit code of its own', () => assert.equal(codeOf({ exitCode: 3 }), 'exited'));
  it('an await that never settles', () => assert.equal(codeOf({ exitCode: 13, openFits: [fit] }), 'unsettled-await'));
  it('a fit that never comes to its end', () => assert.equal(codeOf({ openFits: [fit] }), 'fit-unfinished'));
  it('nothing to look at', () => {
    assert.equal(codeOf({ nothingSeen: error('no-model') }), 'no-model');
    assert.equal(codeOf({ nothingSeen: error('no-model'), exitCode: 1, thrown: error('thrown') }), 'thrown');
  });
});
