import assert from 'node:assert/strict';
import type { FileGraph, GraphNode } from '../../../../../extension/protocol/reader';
import { answerText } from '../../../../../webview/models/answer';
import { graphAnswer, graphRows, outputText } from '../../../../../webview/models/modelFile/graphTable';

const node = (name: string, op: string, patch: Partial<GraphNode> = {}): GraphNode => ({
  ...{ name, op, inputs: [], outputs: [name], outputShape: null, tensors: [], attributes: {} },
  ...patch,
});
const nodes = [node('relu_of_conv', 'Conv'), node('act', 'Relu'), node('', 'Relu')];

describe('rows of a graph', () => {
  it('are in its order; a kind finds its own, a name what is called so', () => {
    const keys = (find: string) => graphRows(nodes, find).map(r => r.key);
    assert.deepEqual(keys(''), ['0', '1', '2']);
    assert.deepEqual(keys('relu'), ['1', '2']);
    assert.deepEqual(keys('relu_of'), ['0']);
    assert.deepEqual(keys('nothing like it'), []);
  });

  it('shorten long lists, and say what is left out of a shape', () => {
    const many = node('n', 'Concat', { inputs: ['a', '', 'c', 'd', 'e'], attributes: { axis: '1' } });
    const { inputs, attributes } = graphRows([many], '')[0]!.cells as Record<string, { text: string }>;
    assert.equal(inputs!.text, 'a, ·, c and 2 more');
    assert.equal(attributes!.text, 'axis 1');
    assert.deepEqual([null, [], [null, 3]].map(outputText), ['–', 'scalar', '?×3']);
  });

  it('are counted by kind, with what is not listed', () => {
    const graph: FileGraph = { name: '', parent: null, inputs: [], outputs: [], nodes, total: 30_000 };
    const text = answerText(graphAnswer(graph, '', 3));
    assert.equal(text, '30,000 operations, most of them 2 Relu, 1 Conv; 0 inputs, 0 outputs; the first 3 are listed.');
    const ops = ['Conv', 'Relu', 'Reshape', 'Gemm'].map(op => node(op, op));
    const once = (count: number) =>
      answerText(graphAnswer({ ...graph, nodes: ops.slice(0, count), total: count }, '', count));
    assert.equal(once(4), '4 operations, among them Conv, Relu, Reshape; 0 inputs, 0 outputs.');
    assert.equal(once(2), '2 operations: Conv, Relu; 0 inputs, 0 outputs.');
    assert.equal(answerText(graphAnswer(graph, 'x', 2)), '2 of 30,000 operations found.');
  });
});
