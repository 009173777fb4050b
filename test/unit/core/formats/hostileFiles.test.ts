import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { LayerglassError } from '../../../../extension/protocol/errors';
import { watchReads } from '../../../fuzz/watchReads';
import {
  fixture,
  makeReplacements,
  makers,
  modelsInFiles,
  writeFiles,
  type Files,
  type Replacements,
} from './hostileFixtures';
import { loadReader } from './loadReader';
import { ask } from './numpyOracle';
import { zipOf } from './containers/zipFixtures';

// What is hostile in one format's own way is in that format's test; here is what any of them can meet.

/** The refusal's code, or those of problems, sorted, and how many tensors had figures. */
interface Outcome {
  refused?: string;
  codes?: string[];
  read?: number;
}

const isWindows = process.platform === 'win32';

describe('files that are made to do harm', () => {
  const shared = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
  const scratch = fs.realpathSync(fs.mkdtempSync(path.join(shared, 'layerglass-hostile-')));
  const own = path.join(__dirname, '../../../..');
  const models = modelsInFiles(scratch);
  let replacements: Replacements | null = null;
  let made = 0;
  let startMemory: number;
  before(async () => {
    loadReader();
    if (!isWindows) replacements = await makeReplacements(scratch);
    startMemory = process.memoryUsage.rss();
  });
  after(() => {
    replacements?.close();
    fs.rmSync(scratch, { recursive: true });
  });

  /** A folder with the files, in another that holds `canary`, which would be read as what it stands beside. */
  function make(files: Files, canary: Uint8Array | string): { folder: string; canary: string } {
    const outer = path.join(scratch, String(made++));
    const folder = path.join(outer, 'in');
    writeFiles(folder, files);
    writeFiles(outer, { canary });
    return { folder, canary: path.join(outer, 'canary') };
  }

  /** Opens it, reads all figures and graphs; fails where another file than those in the folder, and `others`, is opened. */
  async function outcomeOf(folder: string, opened: string, others: string[] = []): Promise<Outcome> {
    const foreign = new Set<string>();
    const stop = watchReads(file => {
      const at = path.resolve(file);
      const isOwn = [folder, own].some(each => at.startsWith(each + path.sep)) || others.includes(at);
      if (!isOwn && !at.startsWith('/proc/')) foreign.add(at);
    });
    try {
      return await look(path.join(folder, opened));
    } finally {
      stop();
      assert.deepEqual([...foreign], []);
    }
  }

  async function look(place: string): Promise<Outcome> {
    try {
      const description = await ask('describe', { path: place });
      const { tensors, problems } = await ask('summaries', { path: place, names: null });
      if (description.hasGraphs) await ask('graphs', { path: place });
      const codes = [...new Set([...description.problems, ...problems].map(p => p.code))].sort();
      return { codes, read: tensors.filter(t => t.summary).length };
    } catch (error) {
      if (error instanceof LayerglassError && error.code !== 'internal') return { refused: error.code };
      throw error;
    }
  }

  const inPlace: Record<string, { own: string; other: string; event: string | null }> = {
    nothing: { own: 'file-missing', other: 'file-missing', event: null },
    'a link to itself': { own: 'file-missing', other: 'unreadable', event: 'link' },
    'a folder': { own: 'not-a-model', other: 'not-a-file', event: null },
    'a pipe': { own: 'not-a-file', other: 'not-a-file', event: 'not-a-file' },
    'a socket': { own: 'not-a-file', other: 'not-a-file', event: 'not-a-file' },
    'a link to a device': { own: 'not-a-file', other: 'outside', event: 'link' },
    'a link out of the folder': { own: '', other: 'outside', event: 'link' },
  };

  for (const [model, { opened, files, other, rest = {}, naming }] of Object.entries(models)) {
    it(`${model} is read where it is whole`, async () => {
      const { codes, read } = await outcomeOf(make(files, '').folder, opened);
      assert.deepEqual(codes, []);
      assert.ok(read! > (rest.read ?? 0));
    });

    it(`${model} reads nothing else where a file of it is none`, async function () {
      if (isWindows) this.skip();
      for (const what of replacements!.names) {
        const { folder, canary } = make(files, files[other]!);
        fs.rmSync(path.join(folder, other));
        replacements!.put(what, path.join(folder, other), canary);
        const code = model === 'a log directory' ? inPlace[what]!.event : inPlace[what]!.other;
        const codes = [...new Set([...(rest.codes ?? []), ...(code === null ? [] : [code])])].sort();
        assert.deepEqual(await outcomeOf(folder, opened), { codes, read: rest.read ?? 0 }, what);
      }
    });

    if (naming)
      it(`${model} reads nothing outside its folder, whatever it names`, async () => {
        const named: [string, string][] = [
          ['../canary', 'outside'],
          ['/', 'outside'],
          ['a/../../canary', 'outside'],
          ['..', 'outside'],
          ['w\0.bin', 'outside'],
          ['.', 'not-a-file'],
          ['..\\canary', isWindows ? 'outside' : 'file-missing'],
          ['C:\\canary', isWindows ? 'outside' : 'file-missing'],
          ['file:///canary', 'file-missing'],
          ['%2e%2e/canary', 'file-missing'],
          ['__proto__', 'file-missing'],
        ];
        for (const [name, code] of named) {
          const { folder, canary } = make(files, files[other]!);
          writeFiles(folder, naming(name === '/' ? canary : name));
          const codes = [...(rest.codes ?? []), code].sort();
          assert.deepEqual(await outcomeOf(folder, opened), { codes, read: 0 }, name);
        }
      });
  }

  for (const [format, makeOf] of Object.entries(makers)) {
    const whole = makeOf('a', [4]);
    it(`${format}: what is no file is refused, a link is followed to what it leads to`, async function () {
      if (isWindows) this.skip();
      for (const what of replacements!.names) {
        const { folder, canary } = make(whole.files, whole.files[whole.opened]!);
        fs.rmSync(path.join(folder, whole.opened));
        replacements!.put(what, path.join(folder, whole.opened), canary);
        const outcome = await outcomeOf(folder, whole.opened, [canary]);
        if (what !== 'a link out of the folder') assert.deepEqual(outcome, { refused: inPlace[what]!.own }, what);
        // The person chose the link.
        else assert.deepEqual(outcome, { codes: [], read: 1 });
      }
    });

    it(`${format}: any name is that of a tensor, and leads nowhere`, async () => {
      for (const name of ['__proto__', 'constructor', 'toString', '../../x', 'a\u202egnp.exe', 'a\nb\u001b[31m']) {
        const { opened, files } = makeOf(name, [4]);
        const { folder } = make(files, '');
        const outcome = await outcomeOf(folder, opened);
        if (format === 'npz' && name === '../../x') assert.deepEqual(outcome, { refused: 'bad-zip' });
        else assert.deepEqual(outcome, { codes: [], read: 1 }, JSON.stringify(name));
        if (format === 'npy' || (format === 'npz' && name === '../../x')) continue;
        const place = path.join(folder, opened);
        const [entry] = (await ask('describe', { path: place })).tensors;
        const { values } = await ask('values', { path: place, name: entry!.name, offset: 0, count: 4 });
        assert.deepEqual([entry!.name, values], [name, [1, 2, 3, 4]]);
      }
    });
  }

  const declared: Record<string, [Outcome, Outcome]> = {
    npy: [{ codes: ['file-short'], read: 0 }, { refused: 'bad-header' }],
    npz: [
      { codes: ['file-short', 'member-short'], read: 0 },
      { codes: ['bad-header'], read: 0 },
    ],
    safetensors: [
      { codes: ['file-short'], read: 0 },
      { codes: ['bad-header', 'unused-bytes'], read: 0 },
    ],
    tfjs: [{ codes: ['file-short'], read: 0 }, { refused: 'bad-shape' }],
    onnx: [
      { codes: ['bad-range'], read: 0 },
      { codes: ['bad-shape'], read: 0 },
    ],
    gguf: [
      { codes: ['file-short'], read: 0 },
      { codes: ['bad-shape'], read: 0 },
    ],
    pt: [
      { codes: ['file-short'], read: 0 },
      { codes: ['unknown-tensor'], read: 0 },
    ],
    graph: [
      { codes: ['too-large'], read: 0 },
      { codes: ['bad-shape'], read: 0 },
    ],
  };
  for (const [format, makeOf] of Object.entries(makers))
    it(`${format}: 32 GB, and 2^62 values, that are declared and not there`, async () => {
      for (const [i, shape] of [[2 ** 33], [2 ** 31, 2 ** 31]].entries()) {
        const { opened, files } = makeOf('a', shape);
        assert.deepEqual(await outcomeOf(make(files, '').folder, opened), declared[format]![i], String(shape));
      }
    });

  const layers = (layer: string): string =>
    `{"modelTopology":{"class_name":"Sequential","config":{"layers":[${layer}]}},"weightsManifest":[]}`;
  const nested: [string, (deep: string) => string | Uint8Array, Outcome][] = [
    ['model.json', deep => deep, { refused: 'bad-schema' }],
    ['model.json', deep => `{"userDefinedMetadata":{"a":${deep}},"weightsManifest":[]}`, { codes: [] }],
    ['model.json', deep => layers(`{"class_name":"Dense","config":{"name":"d","units":${deep}}}`), { codes: [] }],
    ['model.json', deep => `{"modelTopology":{"node":[${deep}]},"weightsManifest":[]}`, { codes: [] }],
    [
      'model.json',
      () => layers('{"class_name":"Sequential","config":{"layers":['.repeat(depth) + ']}}'.repeat(depth)),
      { codes: ['too-deep'] },
    ],
    ['m.safetensors.index.json', deep => `{"weight_map":{"a":${deep}}}`, { refused: 'bad-json' }],
    ['m.safetensors.index.json', deep => `{"weight_map":{},"metadata":${deep}}`, { refused: 'bad-json' }],
    ['m.weights.json', deep => `{"weight_map":{"a":${deep}}}`, { refused: 'bad-schema' }],
    ['checkpoint.json', deep => `{"schemaVersion":${deep}}`, { refused: 'bad-schema' }],
    ['a.keras', deep => zipOf([{ name: 'config.json', bytes: Buffer.from(deep) }, weights]), { codes: [] }],
  ];
  const depth = 20_000;
  const weights = { name: 'model.weights.h5', bytes: fixture('keras2/small.weights.h5') };
  it('JSON that is nested without end', async () => {
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    for (const [name, text, wanted] of nested) {
      const { codes = [], refused } = await outcomeOf(make({ [name]: text(deep) }, '').folder, name);
      if (wanted.refused) assert.equal(refused, wanted.refused, name);
      else assert.deepEqual(codes, wanted.codes, name);
    }
  });

  it('lists no more files of a folder than are wanted', async () => {
    const { files } = makers['tfjs']!('a', [4]);
    const { folder } = make(files, '');
    for (let i = 0; i < 10_000; i++) fs.closeSync(fs.openSync(path.join(folder, `x${i}`), 'w'));
    assert.deepEqual(await outcomeOf(folder, '.'), { codes: ['too-many-files'], read: 1 });
  });

  it('takes of a list of checkpoints what is beside it', async () => {
    const { files } = models['a checkpoint of TensorFlow']!;
    const { folder, canary } = make({}, '');
    writeFiles(path.dirname(canary), files);
    for (const name of [path.join(path.dirname(canary), 'ckpt-1'), '../ckpt-1', 'gone']) {
      writeFiles(folder, { checkpoint: `model_checkpoint_path: ${JSON.stringify(name)}\n` });
      assert.deepEqual(await outcomeOf(folder, 'checkpoint'), { refused: 'file-missing' }, name);
      assert.deepEqual(await outcomeOf(folder, '.'), { refused: 'not-a-model' }, name);
    }
    writeFiles(folder, files);
    writeFiles(folder, { checkpoint: 'model_checkpoint_path: "/of/another/machine/ckpt-1"\n' });
    assert.deepEqual((await outcomeOf(folder, 'checkpoint')).codes, []);
  });

  it('needs little memory for all of it', () => {
    assert.ok(process.memoryUsage.rss() - startMemory < 2 ** 29);
  });
});
