import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BoundedTail } from '../../../../extension/engine/supervise/boundedTail';

describe('boundedTail', () => {
  it('is the end of all that was added', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30 })), fc.integer({ min: 1, max: 50 }), (texts, length) => {
        const tail = new BoundedTail(length);
        for (const text of texts) tail.add(text);
        assert.equal(tail.text, texts.join('').slice(-length));
      }),
    );
  });
  it('takes a flood of small pieces', () => {
    const tail = new BoundedTail();
    for (let i = 0; i < 200_000; i++) tail.add(`${i % 10}`);
    assert.equal(tail.text.length, 64 * 1024);
    assert.ok(tail.text.endsWith('789'));
  });
});
