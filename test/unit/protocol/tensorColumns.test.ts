import assert from 'node:assert/strict';
import * as v8 from 'node:v8';
import fc from 'fast-check';
import type { FileDescription, TensorEntry } from '../../../extension/protocol/reader';
import { fromColumns, inColumns } from '../../../extension/protocol/tensorColumns';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const few = fc.constantFrom('float32', 'int8', 'null', '', 'é', 'undefined');
const size = fc.oneof(fc.nat(300), fc.maxSafeNat(), fc.constantFrom(255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32));
const entry: fc.Arbitrary<TensorEntry> = fc.record(
  {
    name: text,
    dtype: few,
    storedDtype: few,
    fullName: text,
    shape: fc.array(size, { maxLength: 5 }),
    count: size,
    // Of packed numbers a tensor has a part of a byte.
    bytes: fc.oneof(size, fc.constant(0.5)),
    role: fc.constantFrom('weight', 'optimizer', 'other'),
    isTrained: fc.boolean(),
    model: fc.option(few),
    layer: fc.option(fc.oneof(few, text)),
  },
  { requiredKeys: ['name', 'dtype', 'shape', 'count', 'bytes', 'role', 'model', 'layer'], noNullPrototype: true },
);

const described = (tensors: TensorEntry[]): FileDescription => ({
  ...{ format: 'npz', models: [], hasGraphs: false, tensors, files: [], step: 3, checkpoint: null },
  ...{ metadata: { writtenBy: 'NumPy' }, checksums: 2, problems: [{ code: 'c', message: 'm', where: 'w' }] },
});
const sent = (description: FileDescription): FileDescription =>
  fromColumns(v8.deserialize(v8.serialize(inColumns(description))));

describe('tensorColumns', () => {
  it('come back as what they were, whatever is in them', () =>
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), tensors =>
        assert.deepEqual(sent(described(tensors)), described(tensors)),
      ),
    ));

  it('hold more than 256 and more than 65,536 different values of a field', () => {
    const tensors = Array.from({ length: 70_000 }, (_, i): TensorEntry => {
      const sizes = { shape: [i, 1], count: i, bytes: 4 * i };
      return { name: `${i}`, dtype: `t${i % 300}`, ...sizes, role: 'weight', model: null, layer: `l${i}` };
    });
    assert.deepEqual(sent(described(tensors)), described(tensors));
  });

  it('give each tensor a shape of its own', () => {
    const shape = [2, 3];
    const one: TensorEntry = { ...{ name: 'a', dtype: 'float32', shape, count: 6, bytes: 24 }, ...weight };
    const { tensors } = sent(described([one, { ...one, name: 'b' }]));
    tensors[0]!.shape.push(4);
    assert.deepEqual(tensors[1]!.shape, [2, 3]);
  });
});

const weight = { role: 'weight', model: null, layer: null } as const;
