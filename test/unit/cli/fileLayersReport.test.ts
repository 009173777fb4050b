import assert from 'node:assert/strict';
import * as path from 'node:path';
import { fileLayersReport } from '../../../extension/cli/fileLayersReport';
import { kerasModels } from '../../../extension/core/formats/architecture/kerasModels';
import { uncountedWeights } from '../../../extension/core/stats/uncountedWeights';
import { answerText } from '../../../webview/models/answer';
import { storedAnswer } from '../../../webview/models/layerTable/layersAnswer';
import { ask, fixtures } from '../core/formats/numpyOracle';

const terminal = { hasColor: false, columns: 80 } as unknown as Parameters<typeof fileLayersReport>[0];
/** As `Sequential([Dense(3), Dense(2)])` is saved before it is called. */
const unbuilt = {
  class_name: 'Sequential',
  config: {
    name: 'chain',
    layers: ['a', 'b'].map((name, i) => ({
      module: 'keras.layers',
      class_name: 'Dense',
      config: { name, units: 3 - i },
    })),
  },
};

describe('the layers of a file, as the command line tells them', () => {
  it('are counted by their weights where only code tells of them', async () => {
    const found = await ask('describe', { path: path.join(fixtures, 'keras3/own.keras') });
    const lines = fileLayersReport(terminal, found).split('\n');
    assert.equal(lines[0], 'model: 27 values in weights');
    assert.ok(!lines.some(line => line.startsWith('layer ')), 'no empty table');
    assert.equal(uncountedWeights(found.models[0]!, found.tensors), 27);
    assert.equal(answerText(storedAnswer(27)), '27 values in weights.');
  });

  it('have no count where they were never called', () => {
    const { models } = kerasModels(unbuilt, []);
    const lines = fileLayersReport(terminal, { models, tensors: [] }).split('\n');
    assert.equal(lines[0], 'chain: no weights stored');
    assert.deepEqual(
      lines.slice(2).map(line => line.split(/ +/)),
      ['a', 'b'].map(name => [name, 'Dense', '?', '?']),
    );
    assert.equal(answerText(storedAnswer(0)), 'No weights are stored.');
  });

  it('have their own count where they say what they have', async () => {
    const found = await ask('describe', { path: path.join(fixtures, 'keras3/small.keras') });
    assert.match(fileLayersReport(terminal, found), /^small: 35 parameters, 29 trainable\nlayer /);
    assert.equal(uncountedWeights(found.models[0]!, found.tensors), null);
  });

  it('are of their own model where a file has several', () => {
    const tensor = { role: 'weight' as const, count: 5 };
    const tensors = [{ ...tensor, model: 'a' }, { ...tensor, model: 'b' }, { ...tensor, model: null, role: 'optimizer' as const }]; // prettier-ignore
    assert.equal(uncountedWeights({ name: 'a', parameters: 0, layers: [] }, tensors as never), 5);
  });
});
