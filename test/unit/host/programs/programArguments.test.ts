import assert from 'node:assert/strict';
import fc from 'fast-check';
import { joinArguments, splitArguments } from '../../../../extension/host/programs/programArguments';

describe('splitArguments', () => {
  const cases: [string, string[]][] = [
    ['', []],
    ['   ', []],
    ['--small  --epochs 3', ['--small', '--epochs', '3']],
    [`--name "two words" 'and "three" words'`, ['--name', 'two words', 'and "three" words']],
    ['a"b c"d', ['ab cd']],
    ['""', ['']],
    [String.raw`two\ words "a \"quote\""`, ['two words', 'a "quote"']],
    [String.raw`C:\data\new 'C:\my data'`, [String.raw`C:\data\new`, String.raw`C:\my data`]],
  ];
  for (const [line, expected] of cases)
    it(`takes ${JSON.stringify(line)}`, () => assert.deepEqual(splitArguments(line), expected));

  it('names a quote that is not closed', () => {
    assert.throws(() => splitArguments('--name "two words'), { code: 'unclosed-quote' });
  });

  it('gives back what joinArguments joined', () => {
    fc.assert(fc.property(fc.array(fc.string()), list => assert.deepEqual(splitArguments(joinArguments(list)), list)));
  });
});
