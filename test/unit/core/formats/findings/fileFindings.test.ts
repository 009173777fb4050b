import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileFindings } from '../../../../../extension/core/formats/findings/fileFindings';
import { fileRules } from '../../../../../extension/core/formats/findings/fileRules';
import { brokenSource } from '../../../../../extension/core/formats/sources/brokenSource';
import { findingRules } from '../../../../../extension/core/findings/findingRules';
import { summarizeInJavaScript } from '../../../../../extension/core/stats/summarizeInJavaScript';
import { LayerglassError } from '../../../../../extension/protocol/errors';
import { noPause } from '../formatFixtures';
import { ask, expectedOf, fixtures } from '../numpyOracle';
import { random, weight } from './ruleFixtures';

describe('fileFindings', () => {
  it('has rules of its own, each id once, that say what they mean in one sentence each', () => {
    const ids = [...findingRules, ...fileRules].map(rule => rule.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { meaning, advice, many, title } of fileRules) {
      for (const text of [meaning, advice]) assert.match(text, /^[A-Z][^.]+\.$/);
      assert.match(many(12), /^12 /);
      assert.match(title, /^[A-Z].{10,80}[^.]$/);
    }
  });

  it('finds NaN where NumPy counts some, and nothing else in what the frameworks wrote', async () => {
    const expected = { ...expectedOf('expectedPytorch.json'), ...expectedOf('expectedNumpy.json') };
    const places = fs
      .readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(safetensors|npz|index|pt|pth|pt2|ckpt|h5|keras|onnx|gguf)$/.test(name))
      .filter(name => !/unsafe|tar|hdf5/.test(name));
    assert.ok(places.length > 40);
    for (const place of places) {
      const { findings } = await ask('summaries', { path: path.join(fixtures, place), names: null });
      assert.deepEqual(
        findings.filter(f => f.rule !== 'tensor-not-finite'),
        [],
        place,
      );
      const known = expected[place];
      if (!known) continue;
      const bad = Object.keys(known).filter(name => (known[name]!.nan ?? 0) > 0);
      assert.deepEqual(findings.flatMap(f => f.tensors).sort(), bad.sort(), place);
    }
  });

  it('looks at the tensors that were asked for, with the summaries', async () => {
    const place = path.join(fixtures, 'safetensors/dtypes.safetensors');
    const { findings } = await ask('summaries', { path: place, names: ['model.f32', 'scalar'] });
    assert.deepEqual(
      findings.map(f => [f.rule, f.tensors]),
      [['tensor-not-finite', ['model.f32']]],
    );
  });

  it('lists the most severe first', async () => {
    const bad = random(64);
    bad[3] = NaN;
    const tensors = [
      weight('a/kernel', [8, 8], new Float32Array(64)),
      weight('b/m', [64], new Float32Array(64), { role: 'optimizer' }),
      weight('c/m', [64], random(64), { role: 'optimizer' }),
      weight('d/kernel', [8, 8], bad),
    ];
    const known = tensors.map(tensor => {
      const values = new Float32Array(64);
      tensor.source.read(new Uint8Array(values.buffer), 0);
      return { tensor, summary: summarizeInJavaScript(values) };
    });
    const rules = (await fileFindings('keras-h5', known, noPause)).map(f => f.rule);
    assert.deepEqual(rules, ['tensor-not-finite', 'tensor-all-zero', 'frozen-slots']);
  });

  it('goes on where a tensor cannot be read again, and ends when it is cancelled', async () => {
    const kernel = random(64).map((value, i) => (i % 8 === 0 ? 0 : value || 1));
    const tensor = weight('a/kernel', [8, 8], kernel);
    const summary = summarizeInJavaScript(kernel);
    const broken = { ...tensor, source: brokenSource(new LayerglassError('file-short', 'short')) };
    assert.deepEqual(await fileFindings('keras-h5', [{ tensor: broken, summary }], noPause), []);
    const cancelled = async (): Promise<void> => {
      throw new LayerglassError('cancelled', 'Cancelled');
    };
    await assert.rejects(fileFindings('keras-h5', [{ tensor, summary }], cancelled), { code: 'cancelled' });
  });
});
