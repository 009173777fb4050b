import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { FuzzInputs } from '../../fuzz/fuzzInput';
import type { FuzzSeed } from '../../fuzz/fuzzSeeds';
import { RandomSource } from '../../fuzz/randomSource';

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7) & 255);
const one: FuzzSeed = { name: 'a/one', opened: 'x', files: [{ name: 'x', bytes: bytes(100) }] };
const other: FuzzSeed = {
  name: 'a/other',
  opened: 'x',
  files: [
    { name: 'x', bytes: bytes(80) },
    { name: 'y', bytes: bytes(90) },
  ],
};
const seeds = [one, other];

const digestOf = (inputs: FuzzInputs, base: FuzzSeed, index: number): string => {
  const { target, bytes: changed } = inputs.at(base, index);
  return createHash('sha1').update(String(target)).update(changed).digest('hex');
};

describe('inputs of the fuzzer', () => {
  it('are the same for the same seed, fixture and index, whatever was made before', () => {
    const [forth, back] = [new FuzzInputs(seeds, 3), new FuzzInputs(seeds, 3)];
    const indexes = Array.from({ length: 300 }, (_, i) => i * 50_000_017);
    const made = seeds.flatMap(base => indexes.map(index => digestOf(forth, base, index)));
    const again = seeds.toReversed().flatMap(base => indexes.toReversed().map(index => digestOf(back, base, index)));
    assert.deepEqual(again.reverse(), made);
  });
  it('differ by seed, fixture and index, beyond 2^32 too', () => {
    // all that three words of a source decide; a change of few bytes may well be made twice
    const firsts = new Set<number>();
    for (let i = 0; i < 1000; i++) {
      firsts.add(new RandomSource(i, 0, 0).next());
      firsts.add(new RandomSource(0, i + 1, 0).next());
      firsts.add(new RandomSource(0, 0, i + 1).next());
    }
    assert.ok(firsts.size > 2990, `${firsts.size} of 3000`);
    const [inputs, second] = [new FuzzInputs(seeds, 3), new FuzzInputs(seeds, 4)];
    const list = (from: FuzzInputs, base: FuzzSeed, first: number): string =>
      Array.from({ length: 10 }, (_, i) => digestOf(from, base, first + i)).join();
    const lists = [
      list(inputs, one, 0),
      list(inputs, one, 10),
      list(inputs, one, 2 ** 32),
      list(inputs, one, 2 ** 33),
      list(inputs, other, 0),
      list(second, one, 0),
    ];
    assert.equal(new Set(lists).size, lists.length);
  });
  it('change one file, and that which is opened as often as all it leads to', () => {
    const inputs = new FuzzInputs(seeds, 5);
    let changed = 0;
    for (let index = 0; index < 1000; index++) if (inputs.at(other, index).target === 0) changed++;
    assert.ok(changed > 680 && changed < 820, `${changed} of 1000, where 750 are expected`);
  });
});
