import { formatCount } from '../../../extension/core/stats/formatFigure';
import type { FileGraph, GraphNode } from '../../../extension/protocol/reader';
import { strong, type Answer } from '../answer';
import type { Column, Row } from '../cell';
import { fuzzyMatches } from '../fuzzyMatch';
import { plural } from './fileSummary';

export const graphColumns: readonly Column[] = [
  { key: 'place', head: '#', isNumber: true, hideBelow: 860 },
  { key: 'name', head: 'name' },
  { key: 'op', head: 'operation' },
  { key: 'inputs', head: 'inputs', isCode: true, hideBelow: 860 },
  { key: 'output', head: 'output', isNumber: true, hideBelow: 560 },
  { key: 'attributes', head: 'attributes', isCode: true, hideBelow: 860 },
];

/** `1×28×28×1`, with `?` where a dimension is not told; `–` for no shape at all. */
export const outputText = (shape: GraphNode['outputShape']): string =>
  shape === null ? '–' : shape.length ? shape.map(d => d ?? '?').join('×') : 'scalar';

/** A row for each operation that is found by a part of its name or of its kind, in the order of the graph. */
export function graphRows(nodes: readonly GraphNode[], find: string): Row[] {
  const all = nodes.map((node, index) => ({ node, index }));
  const wanted = find.trim().toLowerCase();
  // What is of that kind stands before what is merely called so.
  const isKind = wanted !== '' && all.some(({ node }) => node.op.toLowerCase() === wanted);
  const found = isKind
    ? all
        .filter(({ node }) => node.op.toLowerCase() === wanted)
        .map(item => ({ item, pieces: [{ text: item.node.name, isFound: false }] }))
    : fuzzyMatches(all, find, ({ node }) => node.name || node.op);
  return found.map(({ item: { node, index }, pieces }) => {
    let cells: Row['cells'] | null = null;
    return {
      key: String(index),
      isSelectable: true,
      get cells() {
        return (cells ??= cellsOf(node, index, pieces));
      },
    };
  });
}

const cellsOf = (
  node: GraphNode,
  index: number,
  pieces: readonly { text: string; isFound: boolean }[],
): Row['cells'] => ({
  place: { text: formatCount(index), isMuted: true },
  name: { pieces, title: node.name },
  op: node.op,
  inputs: { text: shortList(node.inputs), title: node.inputs.slice(0, 30).join('\n') },
  output: outputText(node.outputShape),
  attributes: { text: shortList(attributeWords(node)), title: attributeWords(node).slice(0, 30).join('\n') },
});

export const attributeWords = ({ attributes }: GraphNode): string[] =>
  Object.entries(attributes).map(([name, value]) => `${name} ${value}`);

function shortList(words: readonly string[]): string {
  const shown = words.slice(0, 3).map(w => (w.length > 28 ? `…${w.slice(-27)}` : w || '·'));
  return words.length > 3 ? `${shown.join(', ')} and ${words.length - 3} more` : shown.join(', ');
}

/** How many operations there are, of which most. */
export function graphAnswer({ nodes, total, inputs, outputs }: FileGraph, find: string, found: number): Answer {
  const all = plural(total, 'operation');
  if (find.trim()) return [strong(formatCount(found)), ` of ${all} found.`];
  const counts = new Map<string, number>();
  for (const { op } of nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const words = most.map(([op, n]) => `${formatCount(n)} ${op}`).join(', ');
  const rest = total > nodes.length ? `; the first ${formatCount(nodes.length)} are listed` : '';
  const ends = `${plural(inputs.length, 'input')}, ${plural(outputs.length, 'output')}`;
  const kinds = !words
    ? ''
    : most[0]![1] > 1
      ? `, most of them ${words}`
      : `${counts.size > most.length ? ', among them ' : ': '}${most.map(([op]) => op).join(', ')}`;
  return [strong(all), `${kinds}; ${ends}${rest}.`];
}
