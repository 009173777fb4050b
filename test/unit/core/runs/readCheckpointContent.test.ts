import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { CheckpointContent, TensorData } from '../../../../extension/core/runs/checkpointContent';
import { CheckpointWriter } from '../../../../extension/core/runs/checkpointWriter';
import { nodeFileSystem } from '../../../../extension/core/runs/fileSystem';
import { readCheckpointContent } from '../../../../extension/core/runs/readCheckpointContent';
import type { LayerglassError } from '../../../../extension/protocol/errors';

const tensor = (name: string, values: number[]): TensorData => ({
  name,
  dtype: 'float32',
  shape: [values.length],
  data: new Uint8Array(Float32Array.from(values).buffer),
});
const content: CheckpointContent = {
  ...{ fit: 1, step: 7, epoch: 2, batch: 3, reason: 'steps', time: 5, metrics: { loss: 0.25 } },
  models: [
    {
      name: 'net',
      topology: { a: 1 },
      trainingConfig: null,
      weights: [tensor('d/kernel', [1, 2]), tensor('d/bias', [3])],
    },
  ],
  variables: [tensor('bare', [4, 5])],
  optimizers: [
    {
      ...{ model: 'net', className: 'Adam', config: { learningRate: 0.1 } },
      fields: [
        { field: 'beta1', kind: 'value', value: Infinity },
        { field: 'accBeta1', kind: 'tensor', isVariable: true, tensor: tensor('accBeta1', [0.9]) },
        {
          field: 'm',
          kind: 'variables',
          variables: [{ originalName: 'd/kernel/m', tensor: tensor('d/kernel/m', [6, 7]) }],
        },
      ],
    },
  ],
  random: { seed: 1, state: [1, 2, 3, 4], streams: { data: [5, 6, 7, 8] } },
  shuffle: Int32Array.from([2, 0, 1]),
  resume: {
    place: 'batch',
    sums: { examples: 12, totals: [{ name: 'loss', value: 0.1, isTensor: true }] },
    batchLogs: [{ loss: 0.5 }],
    ...{ pass: null, ended: [{ fit: 0, random: { seed: 1, state: [1, 2, 3, 4] } }], dataHash: 'x', sourceHash: 'y' },
  },
};

describe('readCheckpointContent', () => {
  let folder: string;
  let written: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-test-'));
    const writer = new CheckpointWriter(nodeFileSystem, folder, { maxCount: 20, maxBytes: 2 ** 30 });
    written = writer.add(content, () => 'net')[0]!.path;
    writer.close();
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const plain = ({ data, ...rest }: TensorData): unknown => ({ ...rest, data: [...data] });
  const errorOf = (relative: string): LayerglassError => {
    try {
      readCheckpointContent(folder, relative);
    } catch (error) {
      return error as LayerglassError;
    }
    throw new Error('it was read');
  };

  it('gives back what was written', () => {
    const read = readCheckpointContent(folder, written);
    assert.deepEqual(read.models[0]!.weights.map(plain), content.models[0]!.weights.map(plain));
    assert.deepEqual(read.variables.map(plain), content.variables.map(plain));
    const values = (c: CheckpointContent): unknown =>
      JSON.parse(JSON.stringify(c, (_, v: unknown) => (v === Infinity ? 'inf' : v instanceof Uint8Array ? [...v] : v)));
    assert.deepEqual(values(read), values(content));
  });
  it('names the file that has changed and what is in it', () => {
    const file = path.join(folder, written, 'net/weights.bin');
    const bytes = fs.readFileSync(file);
    bytes[9]! ^= 4;
    fs.writeFileSync(file, bytes);
    const { code, message } = errorOf(written);
    assert.equal(code, 'checkpoint-damaged');
    assert.match(message, /net\/weights\.bin.*checksum.*d\/kernel, d\/bias/);
  });
  it('names the tensor that is cut off', () => {
    fs.truncateSync(path.join(folder, written, 'net/weights.bin'), 8);
    assert.match(errorOf(written).message, /8 bytes instead of 12; it holds d\/bias/);
  });
  it('says what is missing, and what is newer', () => {
    assert.equal(errorOf('checkpoints/step-9').code, 'checkpoint-missing');
    assert.equal(errorOf('../elsewhere').code, 'checkpoint-missing');
    const file = path.join(folder, written, 'checkpoint.json');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"schemaVersion":1', '"schemaVersion":2'));
    assert.equal(errorOf(written).code, 'checkpoint-too-new');
    fs.rmSync(path.join(folder, written, 'optimizer.bin'));
  });
});
