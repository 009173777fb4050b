import type { LayerInfo, ModelInfo } from '../../../extension/protocol/model';
import { foldAlike } from './foldAlike';
import { nameScopes } from './nameScopes';

/** A row of the table that may hold others. */
export interface LayerNode {
  /** Of its row: the layer's name, or one that no layer has. */
  key: string;
  name: string;
  /** `scope`: layers whose names begin alike; `alike`: neighbours that repeat. Neither is a layer itself. */
  kind: 'layer' | 'scope' | 'alike';
  layer: LayerInfo | null;
  children: LayerNode[];
  /** Of alike neighbours: how many items their pattern has. */
  period?: number;
  /** The layers inside that hold no others, in order; of a leaf: itself. */
  leaves: LayerInfo[];
}

/** More layers than this are grouped by block, and start folded. */
export const smallModel = 24;
export type GroupBy = 'block' | 'none';
export const groupByOf = (model: ModelInfo, chosen: GroupBy | null): GroupBy | 'nested' =>
  chosen ?? (model.layers.length > smallModel ? 'block' : 'nested');

/**
 * The layers as a tree: nested models hold theirs. By `block` also what names tell, and neighbours that are alike share a
 * row unless `isApart` says that one is to be seen by itself. `none`: the leaves in their order.
 */
export function layerTree(
  model: ModelInfo,
  groupBy: GroupBy | 'nested',
  isApart: (layer: LayerInfo) => boolean,
): LayerNode[] {
  const nested = nestedNodes(model);
  if (groupBy === 'none') return nested.flatMap(leafNodes);
  return groupBy === 'nested' ? nested : folded(scoped(nested, ''), isApart);
}

const leafNodes = (node: LayerNode): LayerNode[] => (node.children.length ? node.children.flatMap(leafNodes) : [node]);

function nestedNodes(model: ModelInfo): LayerNode[] {
  const known = new Set(model.layers.map(l => l.name));
  const childrenOf = new Map<string, LayerInfo[]>();
  for (const layer of model.layers)
    if (layer.parent !== null && layer.parent !== layer.name)
      childrenOf.set(layer.parent, [...(childrenOf.get(layer.parent) ?? []), layer]);
  const seen = new Set<LayerInfo>();
  const node = (layer: LayerInfo): LayerNode[] => {
    if (seen.has(layer)) return [];
    seen.add(layer);
    const children = (childrenOf.get(layer.name) ?? []).flatMap(node);
    return [
      {
        key: layer.name,
        name: layer.name,
        kind: 'layer',
        layer,
        children,
        leaves: children.length ? children.flatMap(c => c.leaves) : [layer],
      },
    ];
  };
  const isTop = (l: LayerInfo) => l.parent === null || l.parent === l.name || !known.has(l.parent);
  return model.layers.filter(isTop).flatMap(node);
}

/** Names within one holder: what they all begin with says nothing, what parts them does. */
function scoped(nodes: readonly LayerNode[], path: string): LayerNode[] {
  const scopes = nameScopes(
    nodes,
    n => (n.children.length ? null : n.layer),
    layer => layer.name.slice(path.length),
  );
  return scopes.flatMap(({ name, members }): LayerNode[] => {
    if (name === null)
      return members.map(n => ({ ...n, children: n.children.length ? scoped(n.children, commonPath(n)) : [] }));
    const inner = path + members[0]!.layer!.name.slice(path.length, path.length + name.length + 1);
    return [
      {
        key: `\nscope\n${inner}\n${members[0]!.key}`,
        name,
        kind: 'scope',
        layer: null,
        children: scoped(members, inner).map(c =>
          c.kind === 'layer' ? { ...c, name: c.name.slice(inner.length) } : c,
        ),
        leaves: members.flatMap(m => m.leaves),
      },
    ];
  });
}
/** `block7_` where all children of `block7` are called `block7_…`, else nothing. */
function commonPath({ name, children }: LayerNode): string {
  const path = children[0]?.name.slice(0, name.length + 1) ?? '';
  return /^.+[_/.-]$/.test(path) && path.startsWith(name) && children.every(c => c.name.startsWith(path)) ? path : '';
}

function folded(nodes: readonly LayerNode[], isApart: (layer: LayerInfo) => boolean): LayerNode[] {
  const inner = nodes.map(n => ({ ...n, children: folded(n.children, isApart) }));
  const isGroup = (n: LayerNode) => n.children.length > 0;
  const mark = (n: LayerNode) => (n.leaves.some(isApart) || n.leaves.some(isInput) ? null : signature(n));
  return foldAlike(inner, mark, inner.some(isGroup) ? 2 : 4).flatMap(({ items, period }): LayerNode[] =>
    period
      ? [
          {
            key: `\nalike\n${items[0]!.key}`,
            name: `${items[0]!.name} … ${items.at(-1)!.name}`,
            kind: 'alike',
            layer: null,
            children: items,
            period,
            leaves: items.flatMap(i => i.leaves),
          },
        ]
      : items,
  );
}
const isInput = (layer: LayerInfo): boolean => layer.className === 'InputLayer';
const signature = (node: LayerNode): string =>
  JSON.stringify([
    node.children.length > 0,
    ...node.leaves.map(l => [l.className, l.outputShape, l.parameters, l.trainable, l.activation, l.calls]),
  ]);
