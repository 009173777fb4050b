import { variablesModelName, type LayerInfo, type ModelInfo } from '../../../extension/protocol/model';
import type { Row } from '../cell';
import { findingsOf, isBroken } from '../layerHealth';
import { isBeyondLimit } from '../scaleRows';
import { isOfWeights } from '../tensors';
import { groupRow } from './groupRow';
import { biasesOf, leavesOf, sumKnown } from './layerCost';
import { sortedLayers } from './layerFigures';
import { layerRow } from './layerRow';
import { shownSummary, type LayerTableContext, type LayerTableInput } from './layerTableInput';
import { groupByOf, layerTree, smallModel, type LayerNode } from './layerTree';
import { variableRows } from './variableRows';

/** The rows of the layer table: in the model's order and folded, or one by one where they are sorted or looked for. */
export function layerRows(input: LayerTableInput): Row[] {
  const context = contextOf(input);
  const { model, sort, find } = input;
  if (model.name === variablesModelName) return variableRows(context);
  if (sort || find.trim())
    return sortedLayers(context, leavesOf(model).filter(isFound(find))).map(layer => layerRow(context, leaf(layer), 0));
  const groupBy = groupByOf(model, input.groupBy);
  const worst = worstLayer(input);
  const departing = departingLayers(context);
  const isApart = (layer: LayerInfo) =>
    departing.has(layer.name) || findingsOf(input.findings, model.name, layer.name).length > 0;
  const rows: Row[] = [];
  const add = (node: LayerNode, level: number) => {
    if (!node.children.length) return void rows.push(layerRow(context, node, level));
    const isOpen = isExpanded(input, node, worst);
    rows.push(groupRow(context, node, level, isOpen));
    if (isOpen) for (const child of node.children) add(child, level + 1);
  };
  for (const node of layerTree(model, groupBy, isApart)) add(node, 0);
  return rows;
}

/** The sums that shares are of, and what rows look up. */
export function contextOf(input: LayerTableInput): LayerTableContext {
  const { model, snapshot, hasBiases } = input;
  const biases = hasBiases ? 0 : biasesOfModel(model);
  return {
    ...input,
    byName: new Map(snapshot?.layers.map(l => [l.name, l])),
    whole: { parameters: model.parameters - biases, multiplyAdds: workOf(model) },
  };
}
export const biasesOfModel = (model: ModelInfo): number => leavesOf(model).reduce((n, l) => n + biasesOf(l), 0);
/** Multiply-adds of the whole model for one example, as far as they are known; null where none are. */
export const workOf = (model: ModelInfo): number | null => sumKnown(leavesOf(model).map(l => l.multiplyAdds));

const leaf = (layer: LayerInfo): LayerNode => ({
  key: layer.name,
  name: layer.name,
  kind: 'layer',
  layer,
  children: [],
  leaves: [layer],
});
const isFound =
  (find: string) =>
  ({ name, className }: LayerInfo): boolean => {
    const wanted = find.trim().toLowerCase();
    return name.toLowerCase().includes(wanted) || className.toLowerCase().includes(wanted);
  };

/** Layers whose variance departs from that of the one before beyond the limit, or that hold what is no number. */
function departingLayers(context: LayerTableContext): Set<string> {
  const { model, facet, byName } = context;
  const departing = new Set(
    model.layers.filter(l => byName.has(l.name) && isBroken(byName.get(l.name)!)).map(l => l.name),
  );
  if (isOfWeights(facet)) return departing;
  let before: number | null = null;
  for (const layer of leavesOf(model)) {
    const std = shownSummary(context, layer)?.std ?? null;
    if (std === null || std === 0) continue;
    if (before !== null && isBeyondLimit((std / before) ** 2)) departing.add(layer.name);
    before = std;
  }
  return departing;
}

/** The layer with the gravest finding, the first of equals. */
function worstLayer({ model, findings }: LayerTableInput): string | null {
  const ranks = { error: 0, warning: 1, info: 2 };
  let worst: { name: string; rank: number } | null = null;
  for (const { name } of model.layers) {
    const [first] = findingsOf(findings, model.name, name);
    if (first && (!worst || ranks[first.severity] < worst.rank)) worst = { name, rank: ranks[first.severity] };
  }
  return worst?.name ?? null;
}

/** By hand; else what holds the worst finding or the selected layer, and in a small model what is a layer itself. */
function isExpanded({ model, expanded, selected }: LayerTableInput, node: LayerNode, worst: string | null): boolean {
  const byHand = expanded[node.key];
  if (byHand !== undefined) return byHand;
  if (node.kind === 'layer' && model.layers.length <= smallModel) return true;
  return node.leaves.some(l => l.name === worst || l.name === selected);
}
