import assert from 'node:assert/strict';
import { RandomSource } from '../../fuzz/randomSource';
import { SeenInputs } from '../../fuzz/seenInputs';

describe('inputs that were seen', () => {
  it('are told by their bytes, wherever these lie, and by the file that they are of', () => {
    const seen = new SeenInputs();
    const bytes = Uint8Array.from({ length: 103 }, (_, i) => i);
    assert.equal(seen.add(7, { target: 0, bytes }), true);
    assert.equal(seen.add(7, { target: 0, bytes: bytes.slice() }), false);
    assert.equal(seen.add(7, { target: 1, bytes }), true);
    assert.equal(seen.add(8, { target: 0, bytes }), true);
    assert.equal(seen.add(7, { target: 0, bytes: bytes.subarray(0, 102) }), true);
    assert.equal(seen.add(7, { target: 0, bytes: new Uint8Array() }), true);
    assert.equal(seen.add(7, { target: 0, bytes: new Uint8Array() }), false);
  });
  it('are hardly ever taken for others, where these differ by one bit or any', () => {
    const seen = new SeenInputs();
    const bytes = new Uint8Array(4096);
    let taken = 0;
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      if (!seen.add(1, { target: 0, bytes })) taken++;
      bytes[bit >> 3]! ^= 1 << (bit & 7);
    }
    const random = new RandomSource(1, 2, 3);
    for (let n = 0; n < 300_000; n++) {
      const word = Uint32Array.of(n, random.below(2 ** 32));
      if (!seen.add(1, { target: 0, bytes: new Uint8Array(word.buffer) })) taken++;
    }
    assert.ok(taken <= 2, `${taken} of 332,768`);
  });
});
