import assert from 'node:assert/strict';
import type { FileDescription, TensorEntry } from '../../../../../extension/protocol/reader';
import { answerText } from '../../../../../webview/models/answer';
import { fileColumns, fileRows, filesAnswer } from '../../../../../webview/models/tensorNames/fileRows';
import { chosenTensor, tensorRows, tensorsAnswer } from '../../../../../webview/models/tensorNames/tensorRows';
import { markdownTable, tableText } from '../../../../../webview/models/tableText';
import { tensorColumns } from '../../../../../webview/models/tensorNames/tensorRows';

const tensor = (name: string, shape: number[], role: TensorEntry['role'] = 'weight'): TensorEntry => {
  const count = shape.reduce((product, d) => product * d, 1);
  return { name, dtype: 'float32', shape, count, bytes: 4 * count, role, model: null, layer: null };
};
const description: FileDescription = {
  format: 'Layerglass checkpoint',
  tensors: [
    tensor('conv1/kernel', [3, 3, 1, 32]),
    tensor('conv1/bias', [32]),
    tensor('optimizer/conv1/kernel/m', [3, 3, 1, 32], 'optimizer'),
    tensor('iterations', [], 'other'),
  ],
  files: [
    { path: 'checkpoint.json', bytes: 1200 },
    { path: 'net/we|ights.bin', bytes: 1_000_000 },
  ],
  step: 1,
  checkpoint: null,
  ...{ models: [], hasGraphs: false, checksums: 0 },
  metadata: {},
  problems: [],
};

describe('tensorRows', () => {
  it('say shape, type, values, size and role of each tensor', () => {
    const rows = tensorRows(description.tensors, '');
    assert.deepEqual(
      rows.map(r => r.key),
      description.tensors.map(t => t.name),
    );
    const text = tableText({ columns: tensorColumns, rows }).split('\n');
    assert.equal(text[1], 'conv1/kernel\t3×3×1×32\tfloat32\t288\t1.2 kB\tweight');
    assert.equal(text[4], 'iterations\tscalar\tfloat32\t1\t4 B\tother');
  });

  it('count what is there and what is found', () => {
    assert.equal(answerText(tensorsAnswer(description, '', 4)), '4 tensors; 320 values in 2 weights.');
    assert.equal(answerText(tensorsAnswer(description, 'ck', 2)), '2 of 4 tensors found, the best first.');
    assert.equal(answerText(tensorsAnswer(description, 'zz', 0)), 'None of 4 tensors has such a name.');
  });

  it('look into a tensor that this checkpoint has', () => {
    assert.equal(chosenTensor(description, 'conv1/bias')?.count, 32);
    assert.equal(chosenTensor(description, 'gone'), null);
    assert.equal(chosenTensor(null, 'conv1/bias'), null);
  });
});

describe('fileRows', () => {
  it('end in the sum, and are Markdown whatever the names are', () => {
    const { rows, total } = fileRows(description.files);
    assert.equal(answerText(filesAnswer(description)), '1 MB in 2 files, Layerglass checkpoint.');
    const lines = markdownTable({ columns: fileColumns, rows: [...rows, total] }).split('\n');
    assert.equal(lines[0], '| file | size | bytes |');
    assert.equal(lines[3], '| net/we\\|ights.bin | 1 MB | 1,000,000 |');
    assert.equal(lines[4], '| all | 1 MB | 1,001,200 |');
  });
});
