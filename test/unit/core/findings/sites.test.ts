import assert from 'node:assert/strict';
import { relatedPlaces } from '../../../../extension/core/findings/sites';

const at = (line: number) => ({ file: 'train.ts', line, column: 3 });
const place = (line: number | null, message: string) => ({ site: line === null ? null : at(line), message });

describe('relatedPlaces', () => {
  it('leaves out what has no place, and the finding’s own', () => {
    const places = [place(1, 'here'), place(null, 'nowhere'), place(2, 'there')];
    assert.deepEqual(relatedPlaces(at(1), places), [{ site: at(2), message: 'there' }]);
    assert.deepEqual(relatedPlaces(null, [place(1, 'here')]), [{ site: at(1), message: 'here' }]);
    assert.deepEqual(relatedPlaces(at(1), []), []);
  });

  it('names a line once, with the first and the last of what it made', () => {
    const made = ['a', 'b', 'c', 'd'].map(name => place(5, name));
    assert.deepEqual(relatedPlaces(at(1), [place(4, 'x'), ...made]), [
      { site: at(4), message: 'x' },
      { site: at(5), message: 'a … 2 more … d' },
    ]);
    assert.deepEqual(relatedPlaces(at(1), made.slice(0, 2)), [{ site: at(5), message: 'a; b' }]);
  });
});
