import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { isOnnx } from '../../../../../extension/core/formats/onnx/isOnnx';
import { ProtobufWriter } from '../../../../../extension/core/runs/protobufWriter';
import { LayerglassError } from '../../../../../extension/protocol/errors';
import { ask, assertAsNumpy, expectedOf, fixtures } from '../numpyOracle';

const expected = { ...expectedOf('expectedOnnx.json'), ...expectedOf('expectedOnnxMl.json') };
const fixture = (name: string): string => path.join(fixtures, 'onnx', name);

describe('ONNX models', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-onnx-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  for (const file of Object.keys(expected))
    it(`${file} is as NumPy has it`, () => assertAsNumpy(file, expected[file]!));

  it('says what the file says of itself', async () => {
    const { format, metadata, tensors, files } = await ask('describe', { path: fixture('nested.onnx') });
    assert.equal(format, 'onnx');
    assert.deepEqual(metadata, {
      ir_version: '10',
      opset: 'ai.onnx 21, own 1',
      task: 'nothing',
      author: 'nobody',
      writtenBy: 'layerglass fixtures 1.0',
    });
    assert.deepEqual(
      tensors.map(t => [t.name, t.role, t.layer, t.storedDtype, t.bytes]),
      [
        ['if/else_branch/W', 'weight', 'if/else_branch', 'FLOAT', 16],
        ['if/then_branch/W', 'weight', 'if/then_branch', 'FLOAT', 16],
        ['outer', 'weight', null, 'FLOAT', 16],
        ['S', 'weight', null, 'sparse FLOAT', 36],
        ['S2', 'weight', null, 'sparse FLOAT', 60],
        ['three', 'other', null, 'FLOAT', 12],
        ['if/else_branch/steps', 'other', 'if/else_branch', 'INT64', 8],
        ['two', 'other', null, 'FLOAT', 4],
      ],
    );
    assert.equal(files.length, 1);
  });

  it('has the graphs: those inside others, and functions', async () => {
    const graphs = await ask('graphs', { path: fixture('nested.onnx') });
    assert.deepEqual(
      graphs.map(g => [g.name, g.parent, g.total]),
      [
        ['main graph', null, 5],
        ['if/else_branch', 'main graph', 1],
        ['if/then_branch', 'main graph', 1],
        ['own.Twice', null, 2],
      ],
    );
    const [main, , then] = graphs;
    assert.deepEqual(main!.inputs, [
      { name: 'x', dtype: 'float32', shape: [null, 2] },
      { name: 'flag', dtype: 'bool', shape: [] },
    ]);
    assert.deepEqual(main!.outputs, [{ name: 'y', dtype: 'float32', shape: [null, 2] }]);
    assert.deepEqual(
      main!.nodes.map(n => [n.name, n.op, n.inputs, n.outputs, n.outputShape, n.tensors]),
      [
        ['const', 'Constant', [], ['three'], null, ['three']],
        ['if', 'If', ['flag'], ['branch'], [2, 2], []],
        ['product', 'MatMul', ['branch', 'outer'], ['product'], null, ['outer']],
        ['twice', 'own.Twice', ['product'], ['y'], [null, 2], []],
        ['c', 'Conv', ['z', 'S'], ['c'], null, ['S']],
      ],
    );
    assert.deepEqual(main!.nodes[4]!.attributes, {
      alpha: '0.1',
      auto_pad: 'NOTSET',
      group: '2',
      pads: '[1, 1, 1, 1]',
    });
    assert.deepEqual(then!.nodes[0]!.tensors, ['if/then_branch/W']);
  });

  it('knows what PyTorch has exported', async () => {
    const { metadata } = await ask('describe', { path: fixture('torch.onnx') });
    assert.match(metadata.writtenBy!, /^pytorch 2\./);
    const [graph] = await ask('graphs', { path: fixture('torch.onnx') });
    assert.equal(graph!.total, graph!.nodes.length);
    const conv = graph!.nodes.find(n => n.op === 'Conv')!;
    assert.deepEqual(conv.outputShape, [1, 4, 4, 4]);
    assert.ok(conv.tensors.includes('0.weight'), String(conv.tensors));
  });

  it('recognises one by what it begins with', async () => {
    const place = path.join(folder, 'noName');
    fs.copyFileSync(fixture('torch.onnx'), place);
    assert.equal((await ask('describe', { path: place })).format, 'onnx');
  });

  it('reads numbers of several bytes from any place on', async () => {
    const asked = { path: fixture('many.onnx'), name: 'many' };
    const { values } = await ask('values', { ...asked, offset: 0, count: 2000 });
    for (const [offset, count] of [
      [1999, 1],
      [700, 900],
      [3, 5],
    ] as const)
      assert.deepEqual((await ask('values', { ...asked, offset, count })).values, values.slice(offset, offset + count));
    const four = { path: fixture('typed.onnx'), name: 'layer.INT4' };
    assert.deepEqual((await ask('values', { ...four, offset: 3, count: 4 })).values, [-5, -4, -3, -2]);
    const two = { path: fixture('raw.onnx'), name: 'layer.UINT2' };
    assert.deepEqual((await ask('values', { ...two, offset: 3, count: 4 })).values, [3, 3, 1, 0]);
  });

  it('compares a file with the checksum that its model has', async () => {
    assert.equal((await ask('describe', { path: fixture('summed.onnx') })).checksums, 1);
    assert.deepEqual((await ask('verify', { path: fixture('summed.onnx') })).problems, []);
    fs.copyFileSync(fixture('summed.onnx'), path.join(folder, 'summed.onnx'));
    const bytes = fs.readFileSync(fixture('summed.bin'));
    bytes[7]! ^= 1;
    fs.writeFileSync(path.join(folder, 'summed.bin'), bytes);
    const { problems } = await ask('verify', { path: path.join(folder, 'summed.onnx') });
    assert.deepEqual(
      problems.map(p => `${p.code} ${p.where}`),
      ['checksum-mismatch summed.bin'],
    );
  });

  const message = (): ProtobufWriter => new ProtobufWriter();
  const tensor = (name: string, shape: number[], type = 1): ProtobufWriter => {
    const proto = message();
    for (const size of shape) proto.varint(1, size);
    return proto.varint(2, type).block(8, name);
  };
  const floats = (count: number): Uint8Array =>
    new Uint8Array(Float32Array.from({ length: count }, (_, i) => i).buffer);
  /** A model with such tensors, in a folder of its own. */
  const write = (...tensors: ProtobufWriter[]): string => {
    const graph = message().block(2, 'g');
    for (const one of tensors) graph.block(5, one);
    return writeBytes(message().varint(1, 8).block(2, 'test').block(7, graph).finish());
  };
  const writeBytes = (bytes: Uint8Array): string => {
    const inner = path.join(folder, 'inner');
    fs.mkdirSync(inner, { recursive: true });
    const place = path.join(inner, 'made.onnx');
    fs.writeFileSync(place, bytes);
    return place;
  };
  const outside = (name: string, shape: number[], keys: Record<string, string>): ProtobufWriter => {
    const proto = tensor(name, shape).varint(14, 1);
    for (const [key, value] of Object.entries(keys)) proto.block(13, message().block(1, key).block(2, value));
    return proto;
  };
  const found = async (place: string): Promise<{ codes: string[]; read: string[] }> => {
    const { tensors, problems } = await ask('summaries', { path: place, names: null });
    return {
      codes: problems.map(p => `${p.code} ${p.where}`),
      read: tensors.filter(t => t.summary).map(t => t.name),
    };
  };
  const good = (): ProtobufWriter => tensor('good', [2]).block(9, floats(2));
  const damaged: [string, () => ProtobufWriter, string][] = [
    ['raw bytes that are too few', () => tensor('a', [3]).block(9, floats(2)), 'bad-range a'],
    ['raw bytes that are too many', () => tensor('a', [1]).block(9, floats(2)), 'bad-range a'],
    ['32 GB that are declared', () => tensor('a', [2 ** 33]).block(9, floats(2)), 'bad-range a'],
    ['sizes beyond all numbers', () => tensor('a', [2 ** 40, 2 ** 40]).block(9, floats(2)), 'bad-shape a'],
    ['too few numbers of several bytes', () => tensor('a', [9], 7).block(7, Uint8Array.of(1, 2, 3)), 'file-short a'],
    ['no values', () => tensor('a', [2]), 'bad-range a'],
    ['too few texts', () => tensor('a', [2], 8).block(6, 'x'), 'bad-range a'],
    ['an unknown type', () => tensor('a', [2], 99).block(9, floats(2)), 'unknown-dtype a'],
    ['values one by one', () => tensor('a', [1], 7).varint(7, 5), 'loose-values a'],
    ['a range outside the other file', () => outside('a', [2], { location: 'w.bin', offset: '8' }), 'file-short a'],
    [
      'an offset of 2^63',
      () => outside('a', [2], { location: 'w.bin', offset: '9223372036854775808' }),
      'bad-external a',
    ],
    ['a negative offset', () => outside('a', [2], { location: 'w.bin', offset: '-8' }), 'bad-external a'],
    ['a length that is another', () => outside('a', [2], { location: 'w.bin', length: '12' }), 'bad-range a'],
    ['no other file', () => outside('a', [2], {}), 'bad-external a'],
  ];
  for (const [what, make, code] of damaged)
    it(`says what is wrong with ${what}, and reads the rest`, async () => {
      const place = write(make(), good());
      fs.writeFileSync(path.join(path.dirname(place), 'w.bin'), floats(3));
      assert.deepEqual(await found(place), { codes: [code], read: ['good'] });
    });

  it('says of tensors that have the same values too often', async () => {
    const place = write(...Array.from({ length: 151 }, (_, i) => outside(`t${i}`, [3], { location: 'w.bin' })), good());
    fs.writeFileSync(path.join(path.dirname(place), 'w.bin'), floats(3));
    const { codes, read } = await found(place);
    assert.equal(read.length, 101);
    assert.deepEqual(new Set(codes.map(code => code.split(' ')[0])), new Set(['expanded-too-far']));
  });

  it('says that a name is there twice, and has both', async () => {
    const { codes, read } = await found(write(good(), good()));
    assert.deepEqual({ codes, read }, { codes: ['duplicate-name good (2)'], read: ['good', 'good (2)'] });
  });

  it('tells a model from other messages by how it begins', () => {
    const start = (name: string): Uint8Array => fs.readFileSync(fixture(name)).subarray(0, 64);
    for (const name of ['torch.onnx', 'nested.onnx', 'raw.onnx']) assert.ok(isOnnx('x', start(name)), name);
    assert.ok(isOnnx('/a/B.ONNX', new Uint8Array()));
    const graph = message().block(1, message().block(1, 'x').block(2, 'Placeholder'));
    const others = [
      // A SavedModel, a graph of TensorFlow, a version and nothing else, a text that is none.
      message().varint(1, 1).block(2, graph),
      graph,
      message().varint(1, 8),
      message()
        .varint(1, 8)
        .block(2, Uint8Array.of(1, 2, 3)),
      message().varint(1, 8).block(11, 'abc'),
    ];
    for (const [i, other] of others.entries()) assert.ok(!isOnnx('saved_model.pb', other.finish()), String(i));
  });

  it('opens no file outside the folder', async () => {
    const secret = path.join(folder, 'secret.bin');
    fs.writeFileSync(secret, floats(2));
    const place = write(
      ...['../secret.bin', secret, 'link.bin', 'a/../../secret.bin', '.', 'gone.bin'].map((location, i) =>
        outside(`t${i}`, [2], { location }),
      ),
    );
    const link = path.join(path.dirname(place), 'link.bin');
    fs.rmSync(link, { force: true });
    fs.symlinkSync(secret, link);
    const { codes, read } = await found(place);
    assert.deepEqual(read, []);
    assert.deepEqual(
      codes.filter(code => !/ t\d$/.test(code)),
      [
        'outside ../secret.bin',
        `outside ${secret}`,
        'outside link.bin',
        'outside a/../../secret.bin',
        'not-a-file .',
        'file-missing gone.bin',
      ],
    );
  });

  it('says of a sparse tensor what is wrong with its places', async () => {
    const sparse = (places: number[], shape: number[]): Uint8Array => {
      const graph = message().block(2, 'g');
      const values = tensor('s', [places.length]).block(9, floats(places.length));
      const indices = tensor('', [places.length], 7).block(
        9,
        new Uint8Array(BigInt64Array.from(places, BigInt).buffer),
      );
      const proto = message().block(1, values).block(2, indices);
      for (const size of shape) proto.varint(3, size);
      graph.block(15, proto);
      return message().varint(1, 8).block(7, graph).finish();
    };
    for (const [places, shape, code] of [
      [[0, 9], [3, 3], 'bad-sparse s'],
      [[-1, 2], [3, 3], 'bad-sparse s'],
      [[5, 2], [3, 3], 'bad-sparse s'],
      [[1, 2], [2 ** 20, 2 ** 20], 'sparse-too-large s'],
    ] as const) {
      const { codes } = await found(writeBytes(sparse([...places], [...shape])));
      assert.deepEqual(codes, [code]);
    }
  });

  it('has what models that are no networks have learnt, packed or one by one', async () => {
    const { tensors } = await ask('describe', { path: fixture('sklearn-forest.onnx') });
    assert.deepEqual(
      tensors.map(t => [t.name.replace(/.*\//, ''), t.role, t.layer]),
      [
        ['class_weights', 'weight', 'TreeEnsembleClassifier'],
        ['nodes_values', 'weight', 'TreeEnsembleClassifier'],
        ['nodes_hitrates', 'other', 'TreeEnsembleClassifier'],
      ],
    );
    const graphs = await ask('graphs', { path: fixture('sklearn-forest.onnx') });
    const tree = graphs[0]!.nodes.find(({ op }) => op === 'ai.onnx.ml.TreeEnsembleClassifier')!;
    assert.deepEqual(
      tree.tensors.map(name => name.replace(/.*\//, '')),
      ['class_weights', 'nodes_hitrates', 'nodes_values'],
    );
    const one = message().block(1, 'offset').varint(20, 6).float(7, 1.5).float(7, -2);
    const packed = message().block(1, 'scale').block(7, floats(3));
    const rest = message().block(1, 'alpha').float(2, 0.5);
    const node = message().block(3, 'n').block(4, 'Scaler').block(5, one).block(5, packed).block(5, rest);
    const graph = message().block(1, node.block(7, 'ai.onnx.ml'));
    const path = writeBytes(message().varint(1, 8).block(7, graph).finish());
    const valuesOf = async (name: string, count: number): Promise<unknown> =>
      (await ask('values', { path, name, offset: 0, count })).values;
    assert.deepEqual(await found(path), { codes: [], read: ['n/offset', 'n/scale'] });
    assert.deepEqual(
      [await valuesOf('n/offset', 2), await valuesOf('n/scale', 3)],
      [
        [1.5, -2],
        [0, 1, 2],
      ],
    );
  });

  it('lists no more values of nodes than fit', async () => {
    const long = message()
      .block(1, 'offset')
      .block(7, new Uint8Array(4 * (2 ** 22 + 1)));
    const short = message().block(1, 'scale').block(7, floats(3));
    const node = message().block(3, 'n').block(4, 'Scaler').block(5, short).block(5, long).block(5, short);
    const graph = message().block(1, node.block(7, 'ai.onnx.ml')).block(5, good());
    assert.deepEqual(await found(writeBytes(message().varint(1, 8).block(7, graph).finish())), {
      codes: ['too-many-values n/offset'],
      read: ['n/scale', 'good'],
    });
  });

  it('reads graphs in graphs to a depth, and no deeper', async () => {
    let graph = message().block(2, 'g').block(5, good());
    for (let depth = 0; depth < 60; depth++) {
      const attribute = message().block(1, 'body').block(6, graph.finish().slice());
      const node = message().block(2, 'y').block(4, 'Loop').block(5, attribute);
      graph = message().block(1, node);
    }
    const { codes, read } = await found(writeBytes(message().varint(1, 8).block(7, graph).finish()));
    assert.equal(codes.length, 1);
    assert.match(codes[0]!, /^too-many-graphs y/);
    assert.deepEqual(read, []);
  });

  it('shows what is there of a file that ends too soon', async () => {
    const whole = fs.readFileSync(write(good(), tensor('last', [400]).block(9, floats(400))));
    const { codes, read } = await found(writeBytes(whole.subarray(0, whole.length - 900)));
    assert.deepEqual(read, ['good']);
    assert.ok(codes.includes('bad-message made.onnx') || codes.includes('bad-message g'), String(codes));
  });

  it('refuses what is no model', async () => {
    for (const bytes of [Uint8Array.of(), Uint8Array.of(8, 8), Buffer.from('no model at all')])
      await assert.rejects(ask('describe', { path: writeBytes(bytes) }), error => error instanceof LayerglassError);
  });

  it('has a problem, or figures, for whatever bytes are changed', async () => {
    const files = ['nested.onnx', 'typed.onnx', 'external.onnx', 'torch.onnx'].map(name =>
      fs.readFileSync(fixture(name)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(),
        async (bytes, flips, end) => {
          const changed = Buffer.from(bytes);
          for (const [at, value] of flips) changed[at % changed.length] = value;
          const place = writeBytes(changed.subarray(0, end % 3 ? undefined : end % changed.length));
          try {
            const { tensors, problems } = await ask('summaries', { path: place, names: null });
            for (const { name, dtype, summary } of tensors)
              assert.ok(summary || /string|complex/.test(dtype) || problems.some(p => p.where === name), name);
            await ask('graphs', { path: place });
          } catch (error) {
            assert.ok(error instanceof LayerglassError, String(error));
          }
        },
      ),
      { numRuns: 120 },
    );
  });
});
