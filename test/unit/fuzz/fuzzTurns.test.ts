import assert from 'node:assert/strict';
import type { FuzzSeed } from '../../fuzz/fuzzSeeds';
import { FuzzTurns } from '../../fuzz/fuzzTurns';

/** Turns of fixtures that take that long; returns how many inputs each had. */
function inputsOf(msByName: Record<string, number>, count: number): Record<string, number> {
  const seeds = Object.keys(msByName).map((name): FuzzSeed => ({ name, opened: '', files: [] }));
  const turns = new FuzzTurns(seeds);
  const inputs = Object.fromEntries(seeds.map(seed => [seed.name, 0]));
  for (let n = 0; n < count; n++) {
    const { seed, index } = turns.next();
    assert.equal(index, inputs[seed.name]!++, 'each fixture has a sequence of its own');
    turns.took(msByName[seed.name]!);
  }
  return inputs;
}

describe('turns of fixtures', () => {
  it('give formats the same time', () => {
    assert.deepEqual(inputsOf({ 'a/1': 1, 'b/1': 3 }, 4000), { 'a/1': 3000, 'b/1': 1000 });
  });
  it('give fixtures of a format the same time, however many the others have', () => {
    const inputs = inputsOf({ 'a/1': 1, 'a/2': 1, 'b/1': 1, 'b/2': 2 }, 7000);
    assert.deepEqual(inputs, { 'a/1': 2000, 'a/2': 2000, 'b/1': 2000, 'b/2': 1000 });
  });
  it('give slow ones a quarter of what they would have if all were alike', () => {
    assert.deepEqual(inputsOf({ 'a/1': 0.01, 'b/1': 50 }, 8000), { 'a/1': 7000, 'b/1': 1000 });
    assert.deepEqual(inputsOf({ 'a/1': 0.01, 'a/2': 50 }, 8000), { 'a/1': 7000, 'a/2': 1000 });
  });
  it('take one that was long for a hitch of the machine', () => {
    const turns = new FuzzTurns(['a/1', 'b/1'].map(name => ({ name, opened: '', files: [] })));
    const taken: string[] = [];
    for (let n = 0; n < 400; n++) {
      const { name } = turns.next().seed;
      taken.push(name);
      turns.took(n === 0 ? 60_000 : 1);
    }
    assert.equal(taken.filter(name => name === 'a/1').length, 151);
  });
});
