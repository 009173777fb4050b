import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { answerRequest } from '../../../../../extension/child/reader/readerRequest';
import { Work } from '../../../../../extension/child/reader/work';
import type { ReaderParams, ReaderRequestName, ReaderResults } from '../../../../../extension/protocol/reader';
import { manifest, temporaryFolder, tensor, weights } from '../../runs/runFixtures';
import { wholeCheckpoint, writeCheckpoints } from '../formatFixtures';

const ask = <N extends ReaderRequestName>(name: N, params: ReaderParams<N>): Promise<ReaderResults[N]> =>
  answerRequest(name, params, new Work(() => undefined)) as Promise<ReaderResults[N]>;

/** Changes one byte of a file. */
function flip(file: string, at: number): void {
  const bytes = fs.readFileSync(file);
  bytes[at]! ^= 1;
  fs.writeFileSync(file, bytes);
}

describe('a checkpoint of Layerglass', () => {
  const { folder, remove } = temporaryFolder();
  const run = path.join(folder, '7');
  let first: string;
  let second: string;
  before(() => {
    [first, second] = writeCheckpoints(run, [wholeCheckpoint(10), wholeCheckpoint(20)]) as [string, string];
    fs.writeFileSync(path.join(run, 'run.json'), JSON.stringify(manifest()));
  });
  after(remove);

  /** A copy of the first one, to be spoilt. */
  const copy = (name: string): string => {
    const place = path.join(folder, name);
    fs.cpSync(first, place, { recursive: true });
    return place;
  };

  it('is described: models, variables, optimizers with their roles, files, what it is of', async () => {
    const { format, tensors, files, step, checkpoint, problems } = await ask('describe', { path: first });
    assert.equal(format, 'layerglass-checkpoint');
    assert.deepEqual(
      tensors.map(({ name, role, model, layer }) => [name, role, model, layer]),
      [
        ['net/conv/kernel', 'weight', 'net', 'conv'],
        ['net/conv/bias', 'weight', 'net', 'conv'],
        ['net/dense/kernel', 'weight', 'net', 'dense'],
        ['net/dense/steps', 'weight', 'net', 'dense'],
        ['net/dense/mask', 'weight', 'net', 'dense'],
        ['variables/scale', 'weight', null, null],
        ['optimizer/accBeta1', 'optimizer', 'net', null],
        ['optimizer/firstMoments/dense/kernel', 'optimizer', 'net', 'dense'],
      ],
    );
    assert.deepEqual(
      files.map(f => f.path),
      ['checkpoint.json', 'net/model.json', 'net/weights.bin', 'optimizer.bin', 'shuffle.bin', 'variables.bin'],
    );
    assert.deepEqual(problems, []);
    assert.equal(step, 10);
    assert.deepEqual(
      [checkpoint!.path, checkpoint!.optimizers, checkpoint!.hasRandomState, checkpoint!.batch, checkpoint!.metrics],
      ['checkpoints/step-10', ['Adam'], true, 0, { loss: 1 / 11 }],
    );
  });

  it('is what a run folder stands for: its last', async () =>
    assert.equal((await ask('describe', { path: run })).step, 20));

  it('is verified whole, and gives each tensor’s figures', async () => {
    const { problems, bytes } = await ask('verify', { path: first });
    assert.deepEqual(problems, []);
    assert.equal(bytes, (await ask('describe', { path: first })).checkpoint!.sizeBytes);
    const { tensors, problems: found } = await ask('summaries', { path: first, names: null });
    assert.deepEqual(found, []);
    assert.deepEqual(
      tensors.map(t => t.summary!.count),
      [72, 4, 40, 3, 3, 6, 1, 40],
    );
    assert.deepEqual([tensors[3]!.summary!.min, tensors[3]!.summary!.max, tensors[4]!.summary!.zeros], [-2, 3, 1]);
    const [one] = (await ask('summaries', { path: first, names: ['variables/scale'] })).tensors;
    assert.deepEqual(one, tensors[5]);
  });

  it('is compared: by name, then by name in the model, then by shape', async () => {
    const { tensors, unmatched, problems, b } = await ask('compare', { a: first, b: second });
    assert.deepEqual([problems, unmatched, b.step], [[], { a: [], b: [] }, 20]);
    assert.deepEqual(
      tensors.map(t => t.a),
      tensors.map(t => t.b),
    );
    const same = await ask('compare', { a: first, b: first });
    assert.ok(same.tensors.every(t => t.relativeChange === 0 && t.cosine === 1 && t.maxAbsChange === 0));
    const inModel = await ask('compare', { a: path.join(first, 'net'), b: second });
    assert.deepEqual(
      inModel.tensors.map(t => [t.a, t.b]),
      ['conv/kernel', 'conv/bias', 'dense/kernel', 'dense/steps', 'dense/mask'].map(n => [n, `net/${n}`]),
    );
    assert.deepEqual(inModel.unmatched.b, [
      'variables/scale',
      'optimizer/accBeta1',
      'optimizer/firstMoments/dense/kernel',
    ]);
    const renamed = wholeCheckpoint(30);
    renamed.models[0]!.weights = [
      tensor('dense_9/kernel', weights(40, 1), [8, 5]),
      tensor('conv_9/bias', weights(4, 1)),
      tensor('other', weights(7, 1)),
    ];
    const [third] = writeCheckpoints(path.join(folder, '8'), [renamed]);
    const byShape = await ask('compare', { a: first, b: third! });
    assert.deepEqual(
      byShape.tensors.filter(t => t.a !== t.b).map(t => [t.a, t.b]),
      [
        ['net/conv/bias', 'net/conv_9/bias'],
        ['net/dense/kernel', 'net/dense_9/kernel'],
      ],
    );
    assert.deepEqual(byShape.unmatched, {
      a: ['net/conv/kernel', 'net/dense/steps', 'net/dense/mask'],
      b: ['net/other'],
    });
  });

  it('names the tensor whose bytes have changed, that one only, wherever it is read', async () => {
    const place = copy('changed');
    flip(path.join(place, 'net/weights.bin'), 4 * (72 + 4 + 3));
    flip(path.join(place, 'optimizer.bin'), 9);
    const wanted = [
      ['checksum-mismatch', 'net/dense/kernel'],
      ['checksum-mismatch', 'optimizer/firstMoments/dense/kernel'],
    ];
    const codes = (problems: { code: string; where: string }[]) => problems.map(p => [p.code, p.where]).sort();
    assert.deepEqual(codes((await ask('verify', { path: place })).problems), wanted);
    const { tensors, problems } = await ask('summaries', { path: place, names: null });
    assert.deepEqual(codes(problems), wanted);
    assert.ok(tensors.every(t => t.summary));
    const compared = await ask('compare', { a: first, b: place });
    assert.deepEqual(codes(compared.problems), wanted);
    assert.ok(compared.problems.every(p => p.message.startsWith('B: ')));
    const one = (name: string) => ask('summaries', { path: place, names: [name] });
    assert.deepEqual(codes((await one('net/dense/kernel')).problems), [wanted[0]]);
    assert.deepEqual((await one('net/conv/kernel')).problems, []);
  });

  it('says what of it is missing, short, too long or unreadable, and reads the rest', async () => {
    const cases: [string, (place: string) => void, [string, string][]][] = [
      ['missing', p => fs.rmSync(path.join(p, 'net/weights.bin')), [['file-missing', 'net/weights.bin']]],
      ['short', p => fs.truncateSync(path.join(p, 'optimizer.bin'), 20), [['file-short', 'optimizer.bin']]],
      ['long', p => fs.appendFileSync(path.join(p, 'variables.bin'), 'x'), [['file-long', 'variables.bin']]],
      ['json', p => fs.writeFileSync(path.join(p, 'net/model.json'), '{'), [['bad-json', 'net/model.json']]],
      ['topology', p => flip(path.join(p, 'net/model.json'), 30), [['checksum-mismatch', 'net/model.json']]],
      ['shuffle', p => flip(path.join(p, 'shuffle.bin'), 3), [['checksum-mismatch', 'shuffle.bin']]],
    ];
    for (const [name, spoil, wanted] of cases) {
      const place = copy(name);
      spoil(place);
      const { problems } = await ask('verify', { path: place });
      const found = problems.map(p => `${p.code} ${p.where}`);
      for (const [code, where] of wanted) assert.ok(found.includes(`${code} ${where}`), `${name}: ${found.join('; ')}`);
      const { tensors } = await ask('summaries', { path: place, names: ['variables/scale'] });
      assert.equal(tensors[0]!.summary?.count, 6, name);
    }
    const { tensors, problems } = await ask('summaries', { path: path.join(folder, 'missing'), names: null });
    assert.deepEqual([tensors[0]!.summary, problems.filter(p => p.code === 'file-missing').length], [null, 1]);
  });

  it('is refused where it was not written to its end, is of a newer version, or leads out of its folder', async () => {
    const half = copy('step-99');
    fs.rmSync(path.join(half, 'checkpoint.json'));
    await assert.rejects(ask('describe', { path: half }), { code: 'half-written' });
    const newer = copy('newer');
    const text = fs.readFileSync(path.join(newer, 'checkpoint.json'), 'utf8');
    fs.writeFileSync(path.join(newer, 'checkpoint.json'), text.replace('"schemaVersion":1', '"schemaVersion":2'));
    await assert.rejects(ask('describe', { path: newer }), { code: 'newer-version' });
    fs.writeFileSync(path.join(newer, 'checkpoint.json'), text.replace('"step":10', '"step":"ten"'));
    await assert.rejects(ask('describe', { path: newer }), { code: 'bad-schema', message: /Expected number/ });
    // A shape that is not that of its bytes is said, and read by nobody.
    fs.writeFileSync(path.join(newer, 'checkpoint.json'), text.replace('"shape":[2,3]', '"shape":[2,300000]'));
    const shaped = await ask('describe', { path: newer });
    assert.ok(shaped.problems.some(p => p.code === 'bad-shape' && p.where === 'variables/scale'));
    assert.equal(shaped.tensors.length, 7);
    const linked = copy('linked');
    fs.rmSync(path.join(linked, 'net'), { recursive: true });
    fs.symlinkSync(path.join(first, 'net'), path.join(linked, 'net'));
    const { problems } = await ask('describe', { path: linked });
    assert.ok(problems.some(p => p.code === 'outside'));
    await assert.rejects(ask('values', { path: first, name: 'nothing', offset: 0, count: 1 }), {
      code: 'no-such-tensor',
    });
  });

  it('gives pages of values, pictures of kernels, and a weight’s way through many', async () => {
    const kernel = 'net/conv/kernel';
    const page = await ask('values', { path: first, name: kernel, offset: 70, count: 10 });
    assert.deepEqual([page.total, page.shape, page.values.length], [72, [3, 3, 2, 4], 2]);
    const pictures = await ask('pictures', { path: first, name: kernel, filters: 5 });
    assert.deepEqual([pictures!.filters, pictures!.total, pictures!.height, pictures!.width], [4, 4, 3, 3]);
    assert.equal(await ask('pictures', { path: first, name: 'net/conv/bias', filters: 5 }), null);
    const { values } = await ask('paths', { paths: [first, second, folder], name: kernel, indices: [71, 0, 72] });
    assert.deepEqual(values[0], [page.values[1], values[0]![1], NaN]);
    assert.notDeepEqual(values[0], values[1]);
    assert.equal(values[2], null);
  });
});
