import assert from 'node:assert/strict';
import { comparisonDocument, comparisonReport } from '../../../extension/cli/compareCheckpoints';
import type {
  CheckpointComparison,
  FileDescription,
  TensorChange,
  TensorEntry,
} from '../../../extension/protocol/reader';
import { tensorNames } from '../../../extension/cli/tensorNames';
import { summarize } from '../../../extension/core/stats/summarize';

const entry = (name: string, role: TensorEntry['role'], model: string | null): TensorEntry => ({
  ...{ name, role, model, dtype: 'float32', shape: [4], count: 4, bytes: 16, layer: null },
});
const file = (step: number | null, ...names: string[]): FileDescription => ({
  ...{
    format: 'layerglass-checkpoint',
    files: [],
    checkpoint: null,
    models: [],
    hasGraphs: false,
    checksums: 0,
    metadata: {},
    problems: [],
  },
  step,
  tensors: names.map(name => {
    const isOptimizer = name.startsWith('optimizer/');
    return entry(name, isOptimizer ? 'optimizer' : 'weight', isOptimizer ? null : 'net');
  }),
});
const change = (a: string, b: string, figures: Partial<TensorChange> = {}): TensorChange => {
  return {
    ...{ a, b, matchedBy: 'name', shape: [2, 4], role: 'weight', model: null, layer: null },
    ...{ relativeChange: 0.25, cosine: 0.999, maxAbsChange: 0.0123 },
    ...{ norms: { a: 4, difference: 1 }, std: { a: 1, b: 1 }, difference: summarize(new Float32Array(4)), units: [] },
    ...figures,
  };
};
const comparison: CheckpointComparison = {
  a: file(20, 'net/dense/kernel', 'net/dense/bias', 'optimizer/beta'),
  b: file(400, 'net/dense/kernel', 'net/dense_1/bias', 'net/extra\u001b[31m/kernel', 'optimizer/beta', 'optimizer/m'),
  tensors: [
    change('net/dense/kernel', 'net/dense/kernel'),
    change('optimizer/beta', 'optimizer/beta', { role: 'optimizer', relativeChange: 0.5, shape: [] }),
    change('net/dense/bias', 'net/dense_1/bias', {
      shape: [4],
      matchedBy: 'shape',
      relativeChange: null,
      cosine: null,
    }),
  ],
  unmatched: { a: [], b: ['net/extra\u001b[31m/kernel', 'optimizer/m'] },
  problems: [{ code: 'checksum-mismatch', message: 'changed\nbytes', where: 'dense/bias' }],
};
const terminal = { isTty: false, columns: 80, hasColour: false, write: () => undefined };

describe('compareCheckpoints', () => {
  it('as a table in the order of the file, with what has no partner and what is wrong', () => {
    assert.equal(
      comparisonReport(terminal, comparison),
      `
2 tensors from step 20 to step 400
tensor                         shape  relative change    cosine  largest change
dense/kernel                   2×4              0.250  0.999000          0.0123
dense/bias → dense_1/bias (?)  4                    –         –          0.0123

1 tensor matched by shape and order, not by name: guesses, marked (?)

only in B: extra/kernel

optimizer: 1 tensor, most changed optimizer/beta (0.500); 1 only in B

checksum-mismatch changed bytes (dense/bias)
`,
    );
  });
  it('keeps the model in the name where there are several', () => {
    const [one, two] = [entry('a/dense/kernel', 'weight', 'a'), entry('b/dense/kernel', 'weight', 'b')];
    assert.equal(tensorNames({ tensors: [one, two] })('a/dense/kernel'), 'a/dense/kernel');
    const same = entry('dense/kernel', 'other', null);
    assert.equal(tensorNames({ tensors: [one, same] })('a/dense/kernel'), 'a/dense/kernel');
    assert.equal(tensorNames({ tensors: [one] })('a/dense/kernel'), 'dense/kernel');
  });
  it('says of the optimizer too what was guessed', () => {
    const tensors = [change('m', 'vars/1', { role: 'optimizer', matchedBy: 'shape' })];
    assert.match(
      comparisonReport(terminal, { ...comparison, tensors }),
      /^optimizer: 1 tensor, .*; 1 matched by shape and order, not by name: guesses; 1 only in B$/m,
    );
  });
  it('as the document of the contract', () => {
    const figures = { relativeChange: 0.25, cosine: 0.999, maxAbsChange: 0.0123 };
    assert.deepEqual(JSON.parse(JSON.stringify(comparisonDocument(comparison))), {
      tensors: [
        { a: 'dense/kernel', b: 'dense/kernel', ...figures },
        { a: 'dense/bias', b: 'dense_1/bias', ...figures, relativeChange: null, cosine: null, matchedBy: 'shape' },
      ],
      unmatched: { a: [], b: ['extra\u001b[31m/kernel'] },
      optimizer: {
        tensors: [{ a: 'optimizer/beta', b: 'optimizer/beta', ...figures, relativeChange: 0.5 }],
        unmatched: { a: [], b: ['optimizer/m'] },
      },
      problems: comparison.problems,
    });
  });
});
