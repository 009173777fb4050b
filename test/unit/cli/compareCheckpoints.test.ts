import assert from 'node:assert/strict';
import { comparisonDocument, comparisonReport } from '../../../extension/cli/compareCheckpoints';
import type { CheckpointComparison, FileDescription, TensorChange } from '../../../extension/protocol/reader';
import { summarize } from '../../../extension/core/stats/summarize';

const file = (step: number | null): FileDescription => ({
  ...{ format: 'tfjs-layers', tensors: [], files: [], checkpoint: null, metadata: {}, problems: [] },
  step,
});
const change = (a: string, b: string, figures: Partial<TensorChange> = {}): TensorChange => {
  const summary = summarize(new Float32Array(4));
  return {
    ...{ a, b, shape: [2, 4], role: 'weight', model: null, layer: null },
    ...{ relativeChange: 0.25, cosine: 0.999, maxAbsChange: 0.0123 },
    ...{ summaries: { a: summary, b: summary, difference: summary }, units: [] },
    ...figures,
  };
};
const comparison: CheckpointComparison = {
  a: file(20),
  b: file(400),
  tensors: [
    change('dense/kernel', 'dense/kernel'),
    change('dense/bias', 'dense_1/bias', { shape: [4], relativeChange: null, cosine: null }),
  ],
  unmatched: { a: [], b: ['extra\u001b[31m/kernel'] },
  problems: [{ code: 'checksum-mismatch', message: 'changed\nbytes', where: 'dense/bias' }],
};
const terminal = { isTty: false, columns: 80, hasColour: false, write: () => undefined };

describe('compareCheckpoints', () => {
  it('as a table in the order of the file, with what has no partner and what is wrong', () => {
    assert.equal(
      comparisonReport(terminal, comparison),
      `
2 tensors from step 20 to step 400
tensor                     shape  relative change    cosine  largest change
dense/kernel               2×4              0.250  0.999000          0.0123
dense/bias → dense_1/bias  4                    –         –          0.0123

only in B: extra/kernel

checksum-mismatch changed bytes (dense/bias)
`,
    );
  });
  it('as the document of the contract', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(comparisonDocument(comparison))), {
      tensors: [
        { a: 'dense/kernel', b: 'dense/kernel', relativeChange: 0.25, cosine: 0.999, maxAbsChange: 0.0123 },
        { a: 'dense/bias', b: 'dense_1/bias', relativeChange: null, cosine: null, maxAbsChange: 0.0123 },
      ],
      unmatched: comparison.unmatched,
      problems: comparison.problems,
    });
  });
});
