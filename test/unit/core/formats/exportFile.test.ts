import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { answerRequest } from '../../../../extension/child/reader/readerRequest';
import { Work } from '../../../../extension/child/reader/work';
import { crc32ByTable } from '../../../../extension/core/formats/containers/crc32';
import type { ReaderParams, ReaderRequestName, ReaderResults } from '../../../../extension/protocol/reader';
import { temporaryFolder } from '../runs/runFixtures';
import { wholeCheckpoint, writeCheckpoints } from './formatFixtures';

const ask = <N extends ReaderRequestName>(name: N, params: ReaderParams<N>): Promise<ReaderResults[N]> =>
  answerRequest(name, params, new Work(() => undefined)) as Promise<ReaderResults[N]>;
type Read = Record<string, { dtype: string; shape: number[]; values: (number | boolean)[] }>;
const fixture = path.join(__dirname, '../../../fixtures/exports/exports.json');
const python = (): Record<'npz' | 'safetensors', { sha256: string; tensors: Read }> =>
  JSON.parse(fs.readFileSync(fixture, 'utf8')) as never;

describe('export of a checkpoint', () => {
  const { folder, remove } = temporaryFolder();
  let from: string;
  before(() => ([from] = writeCheckpoints(path.join(folder, '1'), [wholeCheckpoint(10)]) as [string]));
  after(remove);

  for (const format of ['npz', 'safetensors'] as const)
    it(`.${format} is what ${format === 'npz' ? 'NumPy' : 'safetensors'} reads it as: names, types, shapes, values`, async () => {
      const { LAYERGLASS_EXPORTS: kept } = process.env;
      const target = path.join(kept ?? folder, `checkpoint.${format}`);
      if (kept) fs.rmSync(target, { force: true });
      const { files, leftOut } = await ask('export', { path: from, format, target });
      assert.deepEqual([files, leftOut], [[target], undefined]);
      if (kept) return;
      const { sha256, tensors } = python()[format];
      // The very bytes that Python has read (else: readExports.py).
      assert.equal(createHash('sha256').update(fs.readFileSync(target)).digest('hex'), sha256);
      const described = (await ask('describe', { path: from })).tensors;
      assert.deepEqual(new Set(Object.keys(tensors)), new Set(described.map(t => t.name)));
      for (const { name, dtype, shape } of described) {
        const { values } = await ask('values', { path: from, name, offset: 0, count: 1000 });
        const read = tensors[name]!;
        assert.deepEqual([read.dtype, read.shape, read.values.map(Number)], [dtype, shape, values]);
      }
    });

  it('tfjs is a folder that opens again, with the same values', async () => {
    const target = path.join(folder, 'model');
    const { files } = await ask('export', { path: from, format: 'tfjs', target });
    assert.deepEqual(files, [path.join(target, 'model.json'), path.join(target, 'weights.bin')]);
    const { tensors, unmatched, problems } = await ask('compare', { a: target, b: path.join(from, 'net') });
    assert.deepEqual([problems, unmatched], [[], { a: [], b: [] }]);
    assert.ok(tensors.length === 5 && tensors.every(t => t.a === t.b && t.maxAbsChange === 0));
    const json = JSON.parse(fs.readFileSync(files[0]!, 'utf8')) as Record<string, unknown>;
    assert.deepEqual([json.format, json.modelTopology], ['layers-model', wholeCheckpoint(10).models[0]!.topology]);
  });

  it('of several models is a folder for each', async () => {
    const content = wholeCheckpoint(10);
    const [net] = content.models;
    const [several] = writeCheckpoints(path.join(folder, '2'), [
      { ...content, models: [net!, { ...net!, name: 'other net' }] },
    ]);
    const target = path.join(folder, 'models');
    const { files } = await ask('export', { path: several!, format: 'tfjs', target });
    assert.deepEqual(
      files.map(f => path.relative(target, f)),
      ['net/model.json', 'net/weights.bin', 'other_net/model.json', 'other_net/weights.bin'].map(f =>
        path.normalize(f),
      ),
    );
  });

  it('replaces nothing, and leaves nothing where it fails', async () => {
    const target = path.join(folder, 'there.npz');
    fs.writeFileSync(target, 'mine');
    await assert.rejects(ask('export', { path: from, format: 'npz', target }), { code: 'exists' });
    assert.equal(fs.readFileSync(target, 'utf8'), 'mine');
    const spoilt = path.join(folder, 'spoilt');
    fs.cpSync(from, spoilt, { recursive: true });
    const weights = path.join(spoilt, 'net/weights.bin');
    const bytes = fs.readFileSync(weights);
    bytes[5]! ^= 4;
    fs.writeFileSync(weights, bytes);
    const before = fs.readdirSync(folder).sort();
    for (const format of ['npz', 'safetensors', 'tfjs'] as const)
      await assert.rejects(ask('export', { path: spoilt, format, target: path.join(folder, `new.${format}`) }), {
        code: 'checksum-mismatch',
        message: /Not exported: .*net\/conv\/kernel/,
      });
    await assert.rejects(ask('export', { path: from, format: 'npz', target: path.join(folder, 'no/folder.npz') }), {
      code: 'write-failed',
    });
    assert.deepEqual(fs.readdirSync(folder).sort(), before);
  });

  it('sums bytes as zip does where Node has no CRC-32', () =>
    assert.equal(crc32ByTable(Buffer.from('6789'), crc32ByTable(Buffer.from('12345'), 0)), 0xcbf43926));
});
