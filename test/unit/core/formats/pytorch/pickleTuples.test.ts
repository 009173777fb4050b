import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PickleTuples } from '../../../../../extension/core/formats/pytorch/pickleTuples';
import type { PickleValue } from '../../../../../extension/core/formats/pytorch/pickleValue';

describe('PickleTuples', () => {
  it('gives each tuple its own items, whatever was made before', () => {
    const item = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double(), fc.constantFrom('1', null, true, 2 ** 40));
    fc.assert(
      fc.property(fc.array(fc.array(item, { maxLength: 3 })), lists => {
        const tuples = new PickleTuples();
        for (const list of lists) {
          const { kind, items } = tuples.of(list);
          assert.equal(kind, 'tuple');
          assert.ok(items.length === list.length && items.every((own, i) => own === list[i] || Number.isNaN(own)));
        }
      }),
    );
  });

  it('holds one of those that are alike, where nothing in them can be changed', () => {
    const tuples = new PickleTuples();
    assert.equal(tuples.of([64, 3, 3]), tuples.of([64, 3, 3]));
    const text: PickleValue[] = ['a'];
    assert.notEqual(tuples.of(text), tuples.of(['a']));
  });
});
