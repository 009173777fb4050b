import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { LayerglassError } from '../../../../../extension/protocol/errors';
import { ask, assertAsNumpy, expectedOf, fixtures, type Expected } from '../numpyOracle';

interface SavedFacts {
  tags: string[];
  version: string;
  signatures: Record<string, Record<'inputs' | 'outputs', Record<string, [string, number[] | null]>>>;
}
const { tensors, graphs, facts } = expectedOf('expectedTensorFlowGraphs.json') as unknown as {
  tensors: Record<string, Record<string, Expected>>;
  graphs: Record<string, Record<string, number | Record<string, [string, string[]]>>>;
  facts: Record<string, SavedFacts>;
};
const root = path.join(fixtures, 'tensorflowGraphs');

describe('graphs of TensorFlow', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-graphs-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  for (const place of Object.keys(tensors))
    it(`${place} has the values that TensorFlow has`, async () => {
      const own = tensors[place]!;
      if (!facts[path.basename(place)]) return assertAsNumpy(place, own);
      // A SavedModel's constants are listed besides its variables.
      const { tensors: listed } = await ask('describe', { path: path.join(fixtures, place) });
      const constants = listed.filter(t => !(t.name in own));
      assert.ok(constants.every(t => t.role === 'other'));
      await assertAsNumpy(place, own, new Set(constants.map(t => t.name)));
    });

  for (const [name, { tags, version, signatures }] of Object.entries(facts))
    it(`${name} is a SavedModel with its tags, version, signatures and graphs`, async () => {
      for (const place of ['', 'saved_model.pb']) {
        const { format, metadata, files, hasGraphs } = await ask('describe', { path: path.join(root, name, place) });
        assert.equal(format, 'saved-model');
        assert.equal(metadata.writtenBy, `TensorFlow ${version}`);
        assert.equal(metadata.tags, tags.join(', '));
        for (const [key, { inputs, outputs }] of Object.entries(signatures)) {
          const texts = [inputs, outputs].map(values =>
            Object.keys(values)
              .sort()
              .map(value => {
                const [dtype, shape] = values[value]!;
                return `${value}: ${dtype} ${shape ? `[${shape.map(n => (n < 0 ? '?' : n)).join(', ')}]` : '?'}`;
              })
              .join(', '),
          );
          assert.equal(metadata[`signature ${key}`], texts.join(' → '));
        }
        assert.ok(files.some(file => file.path === 'variables/variables.index') && hasGraphs);
      }
      const shown = await ask('graphs', { path: path.join(root, name) });
      const [main, ...functions] = shown;
      assert.equal(main!.total, graphs[name]!['']);
      for (const { name: own, total } of functions) assert.equal(total, graphs[name]![own], own);
      assert.equal(functions.length, Object.keys(graphs[name]!).length - 1);
    });

  it('has the nodes and edges of a frozen graph, and the constants that each takes', async () => {
    const [graph, ...more] = await ask('graphs', { path: path.join(root, 'frozen.pb') });
    const nodes = graphs['frozen.pb']![''] as Record<string, [string, string[]]>;
    assert.deepEqual(
      Object.fromEntries(graph!.nodes.map(node => [node.name, [node.op, node.inputs]])),
      Object.fromEntries(
        Object.entries(nodes).map(([name, [op, inputs]]) => [name, [op, inputs.map(i => i.replace(/:0$/, ''))]]),
      ),
    );
    assert.equal(more.length, 0);
    assert.deepEqual(
      [graph!.inputs, graph!.outputs.map(o => o.name)],
      [[{ name: 'x', dtype: 'float32', shape: [null, 6] }], ['y']],
    );
    const known = new Map(graph!.nodes.map((node, index) => [node.name, index]));
    for (const [index, node] of graph!.nodes.entries())
      for (const input of node.inputs) assert.ok(known.get(input)! < index, `${input} comes before ${node.name}`);
    assert.ok(graph!.nodes.find(n => n.op === 'MatMul')!.inputs.length === 2);
    assert.deepEqual(graph!.nodes.find(n => n.name === 'add')!.tensors, ['dense/bias']);
  });

  it('follows variables through calls: which operation takes which', async () => {
    const shown = await ask('graphs', { path: path.join(root, 'module') });
    const predict = shown.find(graph => graph.name.startsWith('__inference_predict'))!;
    const product = predict.nodes.find(node => node.op === 'MatMul' && node.inputs[0] === 'x')!;
    assert.deepEqual(product.tensors, ['w/.ATTRIBUTES/VARIABLE_VALUE']);
    const body = shown.find(graph => graph.name.startsWith('while_body'))!;
    assert.equal(body.parent, predict.name);
    assert.match(predict.parent!, /^__inference_signature_wrapper_predict/);
    const shape = shown[0]!.nodes.find(node => node.op === 'VarHandleOp' && node.attributes.shared_name === 'w');
    assert.equal(shape!.attributes.dtype, 'float32');
  });

  it('opens a checkpoint of the first format by each of its places', async () => {
    const places = {
      'saver-v1': ['model.ckpt-3', 'model.ckpt-3.meta', 'checkpoint', ''],
      'saver-v1-sharded': ['model.ckpt-3', 'model.ckpt-3-00001-of-00003', 'model.ckpt-3.meta', 'checkpoint', ''],
      'saver-v2': ['model.ckpt-3', 'model.ckpt-3.index', 'model.ckpt-3.meta', 'checkpoint', ''],
    };
    for (const [name, files] of Object.entries(places))
      for (const file of files) {
        const {
          format,
          step,
          tensors: own,
          metadata,
          hasGraphs,
          checksums,
        } = await ask('describe', {
          path: path.join(root, name, file),
        });
        assert.deepEqual([format, step, own.length, hasGraphs], ['tf-checkpoint', 3, 18, true], `${name}/${file}`);
        assert.deepEqual(metadata, {
          ...{ writtenBy: 'TensorFlow 2.15.1', trainable: '2 of 18 tensors, 35 values', stepFrom: 'global_step' },
          kind: name === 'saver-v2' ? 'V2 bundle, little-endian' : 'V1',
        });
        assert.ok(checksums > 0);
      }
    const { tensors: own } = await ask('describe', { path: path.join(root, 'saver-v1') });
    const roles = Object.fromEntries(own.map(t => [t.name, t.role]));
    assert.deepEqual(
      ['dense/kernel', 'dense/kernel/Adam_1', 'beta1_power', 'global_step'].map(name => roles[name]),
      ['weight', 'optimizer', 'optimizer', 'other'],
    );
    for (const name of ['saver-v1', 'saver-v2']) {
      const { tensors: all } = await ask('describe', { path: path.join(root, name) });
      // As the collections of TensorFlow 1 had them when it was written.
      assert.deepEqual(
        all.filter(t => t.isTrained).map(t => t.fullName ?? t.name),
        ['dense/bias', 'dense/kernel'],
        name,
      );
      assert.ok(all.every(t => t.isTrained === undefined || t.role === 'weight'));
    }
  });

  it('as text is refused by its name, with how to write it in bytes', async () => {
    const text = copy('module', place => {
      fs.rmSync(path.join(place, 'saved_model.pb'));
      fs.writeFileSync(path.join(place, 'saved_model.pbtxt'), 'saved_model_schema_version: 1\n');
    });
    for (const place of [text, path.join(text, 'saved_model.pbtxt')])
      await assert.rejects(ask('describe', { path: place }), {
        code: 'text-graph',
        message: /^saved_model\.pbtxt is a SavedModel as text/,
        remedy: /text_format/,
      });
    const graph = path.join(text, 'graph.pbtxt');
    fs.writeFileSync(graph, 'node { name: "x" }\n');
    await assert.rejects(ask('describe', { path: graph }), { code: 'text-graph', remedy: /as_text=False/ });
  });

  it('has the layers of which Keras tells, with their weights', async () => {
    const { models, tensors: own } = await ask('describe', { path: path.join(root, 'keras2') });
    const [model] = models;
    assert.deepEqual([model!.name, model!.parameters], ['small', 491]);
    assert.deepEqual(
      model!.layers.filter(layer => layer.parameters > 0).map(layer => [layer.name, layer.className, layer.parameters]),
      [
        ['conv', 'Conv2D', 40],
        ['norm', 'BatchNormalization', 16],
        ['out', 'Dense', 435],
      ],
    );
    const roleOf = (end: string): string | undefined => own.find(t => t.name.includes(end))?.role;
    assert.deepEqual(
      [roleOf('-0/kernel/.ATTR'), roleOf('metrics/0/total'), roleOf('.OPTIMIZER_SLOT')],
      ['weight', 'other', 'optimizer'],
    );
  });

  /** A copy of a fixture in which something was changed. */
  const copy = (name: string, change: (place: string) => void): string => {
    const place = path.join(fs.mkdtempSync(path.join(folder, 'copy-')), path.basename(name));
    fs.cpSync(path.join(root, name), place, { recursive: true });
    change(place);
    return place;
  };

  it('opens a .meta without its checkpoint as a graph', async () => {
    const place = copy('saver-v2/model.ckpt-3.meta', () => undefined);
    const { format, metadata, tensors: none } = await ask('describe', { path: place });
    assert.deepEqual([format, none.length, metadata.writtenBy], ['tf-graph', 0, 'TensorFlow 2.15.1']);
    const [graph] = await ask('graphs', { path: place });
    assert.ok(graph!.nodes.some(node => node.op === 'MatMul'));
    assert.ok(graph!.inputs.some(input => input.name === 'x'));
  });

  it('says of a checkpoint of TensorFlow 1 what wrote it, where its step is from, and which one is newer', async () => {
    for (const [name, file, kind] of [
      ['saver-v1', 'model.ckpt-3', 'V1'],
      ['saver-v2', 'model.ckpt-3.index', 'V2 bundle, little-endian'],
    ] as const) {
      const place = copy(name, own => {
        for (const part of fs.readdirSync(own).filter(each => each.startsWith('model.ckpt-3')))
          fs.copyFileSync(path.join(own, part), path.join(own, part.replace('ckpt-3', 'ckpt-20')));
        const list = path.join(own, 'checkpoint');
        fs.writeFileSync(list, fs.readFileSync(list, 'utf8').replaceAll('ckpt-3"', 'ckpt-20"'));
      });
      const { metadata, step, hasGraphs, tensors } = await ask('describe', { path: path.join(place, file) });
      assert.deepEqual([step, hasGraphs, metadata.stepFrom, metadata.kind], [3, true, 'global_step', kind]);
      assert.equal(metadata.newest, 'model.ckpt-20');
      assert.match(metadata.writtenBy!, /^TensorFlow 2\.15/);
      const slots = tensors.filter(t => t.role === 'optimizer').map(t => t.name);
      const own = ['dense/bias', 'dense/kernel'].flatMap(each => [`${each}/Adam`, `${each}/Adam_1`]);
      assert.deepEqual(slots.sort(), ['beta1_power', 'beta2_power', ...own]);
      assert.equal((await ask('describe', { path: place })).metadata.newest, undefined);
      // of a list of another machine's the number behind the name says it
      fs.writeFileSync(path.join(place, 'checkpoint'), 'model_checkpoint_path: "/gone/model.ckpt-99"');
      assert.equal((await ask('describe', { path: path.join(place, file) })).metadata.newest, 'model.ckpt-20');
      // a list that leads elsewhere is not read, and no reason not to read the checkpoint
      fs.rmSync(path.join(place, 'checkpoint'));
      fs.symlinkSync('/etc/passwd', path.join(place, 'checkpoint'));
      assert.equal((await ask('describe', { path: path.join(place, file) })).metadata.newest, undefined);
    }
  });

  it('says what is missing of a SavedModel, and reads the rest', async () => {
    const gone = copy('module', place => fs.rmSync(path.join(place, 'variables'), { recursive: true }));
    const { problems, metadata } = await ask('describe', { path: gone });
    assert.deepEqual(
      problems.map(p => `${p.code} ${p.where}`),
      ['file-missing variables/variables.index'],
    );
    assert.equal(metadata.tags, 'serve');
    const outside = copy('module', place => {
      fs.renameSync(path.join(place, 'variables'), path.join(folder, 'elsewhere'));
      fs.symlinkSync(path.join(folder, 'elsewhere'), path.join(place, 'variables'));
    });
    const linked = await ask('describe', { path: outside });
    assert.deepEqual(
      linked.problems.map(p => `${p.code} ${p.where}`),
      ['outside variables/variables.index'],
    );
    const cut = copy('module', place => fs.truncateSync(path.join(place, 'saved_model.pb'), 5000));
    await assert.rejects(ask('describe', { path: cut }), { code: 'bad-message' });
    const empty = copy('module', place => fs.truncateSync(path.join(place, 'saved_model.pb')));
    await assert.rejects(ask('describe', { path: empty }), { code: 'not-a-model' });
  });

  it('names the tensors of a block that has changed, and a file that is missing, in the first format', async () => {
    const gone = copy('saver-v1-sharded', place => fs.rmSync(path.join(place, 'model.ckpt-3-00002-of-00003')));
    const { problems } = await ask('summaries', { path: gone, names: null });
    assert.ok(problems.some(p => p.code === 'file-missing' && p.where === 'model.ckpt-3-00002-of-00003'));
    const whole = fs.readFileSync(path.join(root, 'saver-v1/model.ckpt-3'));
    for (let at = 0; at < whole.length - 48; at += 61) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 4;
      const place = path.join(folder, 'model.ckpt-3');
      fs.writeFileSync(place, bytes);
      const outcome = await ask('summaries', { path: place, names: null }).then(
        result => result.problems.length > 0,
        (error: unknown) => error instanceof LayerglassError,
      );
      assert.equal(outcome, true, `byte ${at}`);
    }
  });

  /** Opens, reads all figures and graphs, and ends in a named error or in problems. */
  const isNamed = async (place: string): Promise<void> => {
    try {
      await ask('describe', { path: place });
      await ask('summaries', { path: place, names: null });
      await ask('graphs', { path: place });
    } catch (error) {
      if (!(error instanceof LayerglassError)) throw error;
    }
  };

  it('ends with a named error or with problems, whatever bytes are changed', async () => {
    const files = ['constants.pb', 'frozen.pb', 'saver-v1/model.ckpt-3', 'module/saved_model.pb'].map(name => ({
      name: path.basename(name),
      bytes: fs.readFileSync(path.join(root, name)),
    }));
    const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 5 }),
        async ({ name, bytes }, changes, cut) => {
          const changed = Buffer.from(bytes.subarray(0, cut === null ? bytes.length : Math.ceil(cut * bytes.length)));
          for (const { at, byte } of changes) if (changed.length) changed[Math.floor(at * changed.length)] = byte;
          const place = path.join(folder, name);
          fs.writeFileSync(place, changed);
          await isNamed(place);
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });

  /** Length-delimited and varint fields of a message. */
  const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))]);
  const block = (field: number, bytes: Iterable<number>): number[] => {
    const own = [...bytes];
    return [...varint(field * 8 + 2), ...varint(own.length), ...own];
  };
  const text = (field: number, value: string): number[] => block(field, Buffer.from(value));
  const constant = (tensor: number[], name = 'c'): number[] =>
    block(1, [
      ...text(1, name),
      ...text(2, 'Const'),
      ...block(5, [...text(1, 'value'), ...block(2, block(8, tensor))]),
    ]);
  const shape = (...sizes: number[]): number[] =>
    block(
      2,
      sizes.flatMap(size => block(2, [8, ...varint(size)])),
    );
  const problemsOf = async (bytes: number[]): Promise<string[]> => {
    const place = path.join(folder, 'made.pb');
    fs.writeFileSync(place, Buffer.from(bytes));
    const { problems } = await ask('summaries', { path: place, names: null });
    return problems.map(p => `${p.code} ${p.where}`);
  };
  const hostile: [string, number[], string[]][] = [
    ['a shape beyond all numbers', [8, 1, ...shape(2 ** 50, 2 ** 50)], ['bad-shape c']],
    [
      'one value that stands for more than can be counted',
      [8, 1, ...shape(2 ** 36), ...block(5, [0, 0, 0, 0])],
      ['too-large c'],
    ],
    ['bytes that are too few', [8, 1, ...shape(4), ...block(4, [1, 2, 3])], ['bad-range c']],
    ['a list that is too long', [8, 9, ...shape(1), ...block(10, [1, 2, 3])], ['bad-range c']],
    ['a list that ends within a number', [8, 9, ...shape(2), ...block(10, [1, 200])], ['bad-message made.pb']],
    ['half a number', [8, 1, ...shape(2), ...block(5, [1, 2, 3])], ['bad-range c']],
    ['a type that is not known', [8, 99, ...shape(2)], []],
  ];
  for (const [what, tensor, codes] of hostile)
    it(`says what is wrong with ${what}`, async () => assert.deepEqual(await problemsOf(constant(tensor)), codes));

  it('ends where functions call themselves, nodes go in a ring, and nodes are more than are shown', async () => {
    const call = (name: string, f: string): number[] => [
      ...text(1, name),
      ...text(2, 'PartitionedCall'),
      ...block(5, [...text(1, 'f'), ...block(2, block(10, text(1, f)))]),
    ];
    const own = block(1, [...block(1, text(1, 'again')), ...block(3, call('inner', 'again'))]);
    const ring = ['a', 'b', 'c'].flatMap((name, i, all) =>
      block(1, [...text(1, name), ...text(2, 'Add'), ...text(3, all[(i + 1) % 3]!)]),
    );
    const many = Array.from({ length: 20_010 }, () => block(1, text(2, 'NoOp'))).flat();
    const place = path.join(folder, 'ring.pb');
    fs.writeFileSync(place, Buffer.from([...block(1, call('outer', 'again')), ...ring, ...many, ...block(2, own)]));
    const [main, again] = await ask('graphs', { path: place });
    assert.deepEqual([main!.total, main!.nodes.length, again!.parent], [20_014, 20_000, main!.name]);
    assert.deepEqual(
      main!.nodes
        .slice(1, 4)
        .map(node => node.name)
        .sort(),
      ['a', 'b', 'c'],
    );
  });

  it('refuses what is no graph', async () => {
    for (const name of ['other.pb', 'other.meta']) {
      const place = path.join(folder, name);
      fs.writeFileSync(place, Buffer.from(text(1, 'nothing of the kind')));
      await assert.rejects(ask('describe', { path: place }), LayerglassError);
    }
  });
});
