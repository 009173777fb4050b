import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { LayerglassError } from '../../../../extension/protocol/errors';
import { ask, assertAsNumpy, expectedOf, fixtures, type Expected } from './numpyOracle';

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
});
