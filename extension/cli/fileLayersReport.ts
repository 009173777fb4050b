import { uncountedWeights } from '../core/stats/uncountedWeights';
import { groupThousands } from '../core/stats/formatFigure';
import type { LayerInfo } from '../protocol/model';
import type { FileDescription, FileGraph, FileModel, TensorEntry } from '../protocol/reader';
import { paint, plain, table, type Terminal } from './terminal';

const integer = (n: number): string => n.toLocaleString('en-US');
/** Operations of a graph that are counted one by one: the most frequent. */
const maxOperations = 30;

/** The layers of a file's models, a table each, with what their parameters are made of. Empty where it has none. */
export const fileLayersReport = (
  terminal: Terminal,
  { models, tensors }: Pick<FileDescription, 'models' | 'tensors'>,
): string => models.map(model => modelTable(terminal, model, tensors)).join('\n\n');

function modelTable(terminal: Terminal, model: FileModel, tensors: readonly TensorEntry[]): string {
  const { name, parameters, trainable, layers, customLayers, cannotRun } = model;
  const stored = uncountedWeights(model, tensors);
  const rows = layers.map(layer => [
    plain('  '.repeat(layer.depth) + layer.name),
    plain(layer.className),
    outputText(layer),
    groupThousands(layer.arithmetic) || (stored === null ? integer(layer.parameters) : '?'),
    layer.multiplyAdds ? integer(layer.multiplyAdds) : '',
  ]);
  const counted = `${integer(parameters)} parameters, ${integer(trainable)} trainable`;
  const title = `${plain(name)}: ${stored === null ? counted : storedText(stored)}`;
  const notes = [
    customLayers.length ? `Not in TensorFlow.js: ${plain(customLayers.join(', '))}` : '',
    cannotRun === null ? '' : `Cannot be run: ${plain(cannotRun)}`,
  ];
  const heads = ['layer', 'class', 'output', 'params', 'multiply-adds'];
  const body = rows.length ? table(heads, rows, [2, 3, 4]) : '';
  return [paint(terminal, 'bold', title), body, ...notes].filter(Boolean).join('\n');
}
const storedText = (values: number): string =>
  values ? `${integer(values)} ${values === 1 ? 'value' : 'values'} in weights` : 'no weights stored';
const outputText = ({ outputShape }: LayerInfo): string =>
  outputShape
    ?.slice(1)
    .map(size => size ?? '?')
    .join('×') ?? '?';

/** How many nodes each graph has, by operation. Empty where there is none. */
export function fileGraphsReport(terminal: Terminal, graphs: readonly FileGraph[]): string {
  const main = graphs.filter(graph => graph.parent === null || graphs.length === 1);
  const inner = graphs.length - main.length;
  const texts = main.map(graph => graphTable(terminal, graph));
  if (inner > 0) texts.push(`${inner} more ${inner === 1 ? 'graph' : 'graphs'} in their loops, branches and functions`);
  return texts.join('\n\n');
}

function graphTable(terminal: Terminal, { name, nodes, total }: FileGraph): string {
  const counts = new Map<string, number>();
  for (const { op } of nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const rows = sorted.slice(0, maxOperations).map(([op, n]) => [plain(op), integer(n)]);
  const more = sorted.length - rows.length;
  const notes = [
    more > 0 ? `… ${more} more operations` : '',
    total > nodes.length ? `Counted are the first ${integer(nodes.length)}` : '',
  ];
  const title = `${plain(name || 'graph')}: ${integer(total)} ${total === 1 ? 'node' : 'nodes'}`;
  return [paint(terminal, 'bold', title), table(['operation', 'nodes'], rows, [1]), ...notes]
    .filter(Boolean)
    .join('\n');
}
