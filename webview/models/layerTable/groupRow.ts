import { formatFigure } from '../../../extension/core/stats/formatFigure';
import type { LayerInfo } from '../../../extension/protocol/model';
import type { Cell, Row } from '../cell';
import { findingIcon, findingsOf, isBroken } from '../layerHealth';
import { shapeText } from '../shapeText';
import { activationBytes, biasesOf, frozenOf, sumKnown } from './layerCost';
import { countedParameters } from './layerFigures';
import { classText, costCells } from './layerRow';
import { shownSummary, type LayerTableContext } from './layerTableInput';
import type { LayerNode } from './layerTree';
import { aboutMark } from '../summaryText';

const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** A row that holds others: their sums, the range of their spreads, and the worst of their findings. */
export function groupRow(context: LayerTableContext, node: LayerNode, level: number, isOpen: boolean): Row {
  const { layer, leaves, kind } = node;
  const summaries = leaves.map(l => shownSummary(context, l)).filter(s => s !== null && s.std !== null);
  const stds = summaries.map(s => s!.std!);
  const about = aboutMark(...summaries.map(s => s!));
  const holder = layer ?? leaves.at(-1)!;
  return {
    key: node.key,
    level,
    isSelectable: true,
    isExpanded: isOpen,
    cells: {
      layer: { text: node.name, title: layer ? `${layer.name}, ${classText(layer)}` : '', small: aboutText(node) },
      output: shapeText(holder.outputShape),
      arithmetic: '',
      ...costCells(context, sums(context, node)),
      shape: stds.length > 1 ? { spreads: stds, title: '' } : '',
      std: stds.length ? { text: `${about}${rangeText(Math.min(...stds), Math.max(...stds))}`, isMuted: true } : '',
      health: groupHealth(context, layer, leaves, stds.length > 0),
      line: layer?.site ? { site: layer.site } : kind === 'layer' ? '' : siteOfAll(leaves),
    },
  };
}

function aboutText({ kind, children, leaves, layer, period }: LayerNode): string {
  if (kind === 'alike')
    return period === 1 ? `${children.length} alike` : `${children.length / period!} × ${period} alike`;
  const inside = plural(leaves.length, 'layer');
  return layer ? `${layer.className}, ${inside}` : inside;
}

/** A nested model says what it has, each weight once; others add theirs up. */
function sums(context: LayerTableContext, { layer, leaves }: LayerNode) {
  const add = (figure: (l: LayerInfo) => number) => leaves.reduce((n, l) => n + figure(l), 0);
  const biases = add(biasesOf);
  const isAll = context.page === 'distributions' || context.hasBiases;
  return {
    counted: layer?.parameters ? layer.parameters - (isAll ? 0 : biases) : add(l => countedParameters(context, l)),
    biases,
    frozen: add(frozenOf),
    work: layer?.multiplyAdds ?? sumKnown(leaves.map(l => l.multiplyAdds)),
    bytes: sumKnown(leaves.map(l => activationBytes(l, context.batch))),
  };
}

function groupHealth(
  { findings, model, byName }: LayerTableContext,
  layer: LayerInfo | null,
  leaves: readonly LayerInfo[],
  isKnown: boolean,
): Cell | string {
  const of = (l: LayerInfo) => findingsOf(findings, model.name, l.name);
  const hurt = leaves.filter(l => of(l).length > 0);
  const [worst] = [...(layer ? [layer] : []), ...leaves]
    .flatMap(l => of(l).slice(0, 1))
    .sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  if (worst) {
    const text = hurt.length ? `${hurt.length} of ${plural(leaves.length, 'layer')}` : worst.label;
    return { icon: findingIcon(worst), text, title: worst.message };
  }
  const broken = leaves.filter(l => byName.has(l.name) && isBroken(byName.get(l.name)!)).length;
  if (broken)
    return {
      icon: { name: 'error', tone: 'error' },
      text: `${broken} of ${plural(leaves.length, 'layer')}`,
      title: 'NaN or infinity',
    };
  return isKnown ? { icon: { name: 'pass', tone: 'good' }, text: 'ok', isMuted: true } : '';
}
const severityRank = (severity: 'error' | 'warning' | 'info'): number => ['error', 'warning', 'info'].indexOf(severity);

function siteOfAll(leaves: readonly LayerInfo[]): Cell | string {
  const [first] = leaves;
  const isOne = leaves.every(l => l.site && l.site.file === first!.site?.file && l.site.line === first!.site.line);
  return isOne && first?.site ? { site: first.site } : '';
}

export function rangeText(low: number, high: number): string {
  const [from, to] = [formatFigure(low, 2), formatFigure(high, 2)];
  return from === to ? from : `${from} … ${to}`;
}
