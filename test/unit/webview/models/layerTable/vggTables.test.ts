import assert from 'node:assert/strict';
import { arithmetic } from '../../../../../extension/core/layers/arithmetic';
import type { ModelInfo } from '../../../../../extension/protocol/model';
import { answerText } from '../../../../../webview/models/answer';
import { layerColumns } from '../../../../../webview/models/layerTable/layerColumns';
import { layerRows } from '../../../../../webview/models/layerTable/layerRows';
import { costAnswer } from '../../../../../webview/models/layerTable/layersAnswer';
import type { LayerTableInput } from '../../../../../webview/models/layerTable/layerTableInput';
import { totalRow } from '../../../../../webview/models/layerTable/totalRow';
import type { Cell, Row } from '../../../../../webview/models/cell';
import { markdownTable } from '../../../../../webview/models/tableText';
import { vgg16, vggDigits } from '../../../../panel/page/layerModels';

const text = (row: Row, key: string): string => {
  const cell = row.cells[key] ?? '';
  return typeof cell === 'string' ? cell : (cell.text ?? '');
};
const input = (model: ModelInfo, hasBiases: boolean): LayerTableInput => ({
  model,
  snapshot: null,
  facet: 'weights',
  findings: [],
  page: 'table',
  hasBiases,
  batch: 32,
  groupBy: null,
  sort: null,
  find: '',
  selected: null,
  expanded: {},
});
/** Layers with weights as the post writes them: name, arithmetic, weights, output. */
const posted = (model: ModelInfo): string[] =>
  layerRows(input(model, false))
    .filter(r => text(r, 'params') !== '0')
    .map(r => `${text(r, 'layer')}: ${text(r, 'arithmetic')} ${text(r, 'params')}, ${text(r, 'output')}`);

describe("the post's tables of VGG", () => {
  it('are built as the child describes its layers', () => {
    for (const model of [vgg16(), vggDigits()])
      for (const layer of model.layers)
        if (layer.weights.length) assert.equal(layer.arithmetic, arithmetic(layer.className, layer.weights));
  });
  it('are exact for VGG-16 at 224×224×3, without biases', () => {
    assert.deepEqual(posted(vgg16()), [
      'conv1_1: 64·3·3·3 = 1,728, 224×224×64',
      'conv1_2: 64·3·3·64 = 36,864, 224×224×64',
      'conv2_1: 128·3·3·64 = 73,728, 112×112×128',
      'conv2_2: 128·3·3·128 = 147,456, 112×112×128',
      'conv3_1: 256·3·3·128 = 294,912, 56×56×256',
      'conv3_2: 256·3·3·256 = 589,824, 56×56×256',
      'conv3_3: 256·3·3·256 = 589,824, 56×56×256',
      'conv4_1: 512·3·3·256 = 1,179,648, 28×28×512',
      'conv4_2: 512·3·3·512 = 2,359,296, 28×28×512',
      'conv4_3: 512·3·3·512 = 2,359,296, 28×28×512',
      'conv5_1: 512·3·3·512 = 2,359,296, 14×14×512',
      'conv5_2: 512·3·3·512 = 2,359,296, 14×14×512',
      'conv5_3: 512·3·3·512 = 2,359,296, 14×14×512',
      'fc1: 4,096·25,088 = 102,760,448, 4,096',
      'fc2: 4,096·4,096 = 16,777,216, 4,096',
      'fc3: 1,000·4,096 = 4,096,000, 1,000',
    ]);
    const total = totalRow(input(vgg16(), false));
    assert.deepEqual(
      ['params', 'biases', 'share', 'work', 'memory'].map(k => text(total, k)),
      ['138,344,128', '13,416', '= 138,357,544 params', '15.5 G', '2 GB'],
    );
  });
  it('are exact for the modified one at 32×32×1, without biases', () => {
    const rows = posted(vggDigits());
    assert.equal(rows[0], 'conv1_1: 64·3·3·1 = 576, 32×32×64');
    assert.equal(rows.at(-3), 'conv4_3: 512·3·3·512 = 2,359,296, 4×4×512');
    assert.equal(rows.at(-2), 'fc1: 4,096·2,048 = 8,388,608, 4,096');
    assert.equal(rows.at(-1), 'fc2: 10·4,096 = 40,960, 10');
    assert.equal(rows.length, 12);
  });
  it('count biases where they are wished for', () => {
    const rows = layerRows(input(vggDigits(), true));
    const first = rows.find(r => r.key === 'conv1_1')!;
    assert.deepEqual([text(first, 'arithmetic'), text(first, 'params')], ['64·3·3·1 + 64 =', '640']);
    assert.equal(text(totalRow(input(vggDigits(), true)), 'params'), '16,067,786');
    const keys = (hasBiases: boolean) => layerColumns(input(vggDigits(), hasBiases)).map(c => c.key);
    assert.deepEqual([keys(true).includes('biases'), keys(false).includes('biases')], [false, true]);
  });
  it('say the work, and the memory for the batch', () => {
    const rows = layerRows(input(vgg16(), false));
    const row = rows.find(r => r.key === 'conv1_1')!;
    assert.deepEqual([text(row, 'work'), text(row, 'memory')], ['86.7 M', '411 MB']);
    const one = layerRows({ ...input(vgg16(), false), batch: 1 }).find(r => r.key === 'conv1_1')!;
    assert.equal(text(one, 'memory'), '12.8 MB');
    const share = rows.find(r => r.key === 'fc1')!.cells['share'] as Cell;
    assert.ok(Math.abs(share.share! - 102_760_448 / 138_344_128) < 1e-12);
  });
  it('name where the weights are and where the work is', () =>
    assert.equal(
      answerText(costAnswer(vgg16(), false)),
      'fc1 holds 74 % of the weights; the convolutions do 99.2 % of the work.',
    ));
  it('are copied as Markdown, numbers to the right', () => {
    const of = input(vggDigits(), false);
    const [head, rule, first, second] = markdownTable({ columns: layerColumns(of), rows: layerRows(of) }).split('\n');
    assert.match(head!, /^\| layer \| output \| arithmetic \| weights \| biases \| share of weights \| mult-adds \|/);
    assert.match(rule!, /^\| --- \| ---: \| ---: \| ---: \| ---: \| --- \| ---: \|/);
    assert.match(first!, /^\| input InputLayer \| 32×32×1 \|/);
    assert.match(second!, /^\| conv1\\_1 Conv2D \| 32×32×64 \| 64·3·3·1 = \| 576 \| 64 \| \\< 0.1 % \| 590 k \|/);
  });
});
