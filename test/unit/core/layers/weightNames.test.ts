import assert from 'node:assert/strict';
import { weightNames } from '../../../../extension/core/layers/weightNames';

const names = (...paths: string[]): string[] => weightNames(paths.map(originalName => ({ originalName })));

describe('names of weights within a layer', () => {
  it('the last part of the path', () => assert.deepEqual(names('conv/kernel', 'conv/bias'), ['kernel', 'bias']));
  it('more of the path where two would be alike', () =>
    assert.deepEqual(names('b/forward/kernel', 'b/backward/kernel', 'b/scale'), [
      'forward/kernel',
      'backward/kernel',
      'scale',
    ]));
  it('a number where the whole path is alike', () => assert.deepEqual(names('w', 'w', 'w'), ['w', 'w_1', 'w_2']));
  it('none', () => assert.deepEqual(names(), []));
});
