import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ask, fixtures } from './numpyOracle';

/** Models of several files, and by which they are opened. */
const models: Record<string, { from: string; opened: string }> = {
  'sharded safetensors': { from: 'safetensors/sharded', opened: 'model.safetensors.index.json' },
  'sharded weights of Keras': { from: 'keras3/sharded', opened: 'sharded.weights.json' },
  'a checkpoint of TensorFlow 2': { from: 'tensorflow/v1', opened: 'model.ckpt-3.index' },
  'a checkpoint of TensorFlow 1': {
    from: 'tensorflowGraphs/saver-v1-sharded',
    opened: 'model.ckpt-3-00000-of-00003',
  },
  'a SavedModel of Keras': { from: 'tensorflowGraphs/keras2', opened: 'saved_model.pb' },
  'TensorFlow.js': { from: 'tfjs/sharded', opened: 'model.json' },
  'parts of GGUF': { from: 'gguf', opened: 'parts-00001-of-00003.gguf' },
  'ONNX with values beside': { from: 'onnx', opened: 'external.onnx' },
};

/** What was read, without where. */
async function read(place: string): Promise<unknown> {
  const { tensors, problems } = await ask('summaries', { path: place, names: null });
  const { metadata, step, models: layered } = await ask('describe', { path: place });
  return { tensors, problems, metadata, step, layered };
}

describe('files that are links', () => {
  let folder: string;
  // There a link needs rights that few have.
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => (folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-links-')))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** As Hugging Face keeps a repository: links with names, to blobs without. Returns the folder of links. */
  function cached(from: string): string {
    const snapshot = path.join(folder, 'snapshots', 'abc');
    const blobs = path.join(folder, 'blobs');
    fs.mkdirSync(blobs, { recursive: true });
    const source = path.join(fixtures, from);
    for (const name of fs.readdirSync(source, { recursive: true }) as string[]) {
      if (!fs.statSync(path.join(source, name)).isFile()) continue;
      const blob = path.join(blobs, Buffer.from(name).toString('hex'));
      const link = path.join(snapshot, name);
      fs.copyFileSync(path.join(source, name), blob);
      fs.mkdirSync(path.dirname(link), { recursive: true });
      fs.symlinkSync(path.relative(path.dirname(link), blob), link);
    }
    return snapshot;
  }

  for (const [what, { from, opened }] of Object.entries(models))
    it(`reads ${what} from a cache of links as from its own folder`, async () => {
      const wanted = await read(path.join(fixtures, from, opened));
      assert.ok((wanted as { tensors: unknown[] }).tensors.length > 0);
      assert.deepEqual(await read(path.join(cached(from), opened)), wanted);
    });

  for (const [what, { from, opened }] of Object.entries(models))
    it(`reads ${what} by one link to its first file, from where that leads`, async () => {
      const link = path.join(folder, opened);
      fs.symlinkSync(path.join(fixtures, from, opened), link);
      const { problems } = await ask('summaries', { path: link, names: null });
      assert.deepEqual(
        problems.filter(p => p.code === 'file-missing' || p.code === 'outside'),
        [],
      );
    });

  for (const isLink of [false, true])
    it(`opens no sibling that leads elsewhere, where the chosen file is ${isLink ? 'a link' : 'none'}`, async () => {
      const place = cached('safetensors/sharded');
      const opened = path.join(place, 'model.safetensors.index.json');
      const [shard, other] = fs
        .readdirSync(place)
        .filter(name => name.endsWith('.safetensors'))
        .sort() as [string, string];
      if (!isLink) {
        const real = fs.realpathSync(opened);
        fs.rmSync(opened);
        fs.copyFileSync(real, opened);
      }
      const secret = path.join(folder, 'secret');
      fs.mkdirSync(secret);
      fs.copyFileSync(fs.realpathSync(path.join(place, shard)), path.join(secret, 'shard'));
      // one folder below that of the blobs, and beside it
      const inner = path.join(folder, 'blobs', 'inner');
      fs.mkdirSync(inner);
      fs.copyFileSync(fs.realpathSync(path.join(place, other)), path.join(inner, 'shard'));
      fs.rmSync(path.join(place, shard));
      fs.symlinkSync(path.join(secret, 'shard'), path.join(place, shard));
      fs.rmSync(path.join(place, other));
      fs.symlinkSync(path.join(inner, 'shard'), path.join(place, other));
      const { tensors, problems } = await ask('summaries', { path: opened, names: null });
      const outside = problems.filter(p => p.code === 'outside').map(p => p.where);
      assert.deepEqual(outside.sort(), [shard, other]);
      assert.deepEqual(tensors, []);
    });

  it('follows no sibling to a system file, nor names that lead out', async () => {
    const index = (names: string[]): string => {
      const map = Object.fromEntries(names.map((name, i) => [`w${i}`, name]));
      fs.mkdirSync(path.join(folder, 'blobs'), { recursive: true });
      fs.writeFileSync(path.join(folder, 'blobs', 'index'), JSON.stringify({ metadata: {}, weight_map: map }));
      const link = path.join(folder, 'model.safetensors.index.json');
      fs.rmSync(link, { force: true });
      fs.symlinkSync('blobs/index', link);
      return link;
    };
    fs.symlinkSync('/etc/passwd', path.join(folder, 'passwd.safetensors'));
    fs.symlinkSync('/etc', path.join(folder, 'etc'));
    for (const name of ['passwd.safetensors', 'etc/passwd', '/etc/passwd', '../../etc/passwd', '../index']) {
      const { problems } = await ask('describe', { path: index([name]) });
      assert.equal(problems[0]?.code, 'outside', name);
    }
  });
});
