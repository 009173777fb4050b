import { formatBytes, formatCount, formatQuantity, formatShare } from '../../../extension/core/stats/formatFigure';
import type { LayerInfo } from '../../../extension/protocol/model';
import type { Cell, Row } from '../cell';
import { healthCell, isJudged } from '../layerHealth';
import { shapeText } from '../shapeText';
import { zeroShare } from '../tensors';
import { arithmeticText } from './arithmeticText';
import { activationBytes, biasesOf, frozenOf } from './layerCost';
import { countedParameters } from './layerFigures';
import { shownSummary, zeroSummary, type LayerTableContext } from './layerTableInput';
import type { LayerNode } from './layerTree';
import { spreadText } from '../summaryText';

/** A row's key: the layer, and of a model that is a bag of variables the variable too. */
export const layerKey = (layer: string, tensor = ''): string => (tensor ? `${layer}\n${tensor}` : layer);

/** What stands after a layer's name: its class, how often it is called, whether it is trained. */
export function classText(layer: LayerInfo): string {
  const { className, calls, trainable } = layer;
  const frozen = frozenOf(layer) === 0 ? '' : trainable === 0 ? 'frozen' : 'partly frozen';
  return [className, calls > 1 ? `${calls} calls` : '', frozen].filter(Boolean).join(', ');
}

/** A cell with a bar from 0 to 1. */
const shareCell = (part: number, whole: number | null): Cell =>
  whole ? { share: part / whole, title: formatShare(part / whole) } : {};

/** Columns that a layer and a group of layers have alike. */
export function costCells(
  context: LayerTableContext,
  figures: { counted: number; biases: number; frozen: number; work: number | null; bytes: number | null },
): Record<string, Cell | string> {
  const { whole } = context;
  const { counted, biases, frozen, work, bytes } = figures;
  return {
    params: formatCount(counted),
    biases: biases ? formatCount(biases) : '',
    frozen: frozen ? formatCount(frozen) : '',
    share: counted ? shareCell(counted, whole.parameters) : '',
    work: work ? formatQuantity(work) : '',
    workShare: work ? { ...shareCell(work, whole.multiplyAdds), isOfWork: true } : '',
    memory: bytes === null ? '' : formatBytes(bytes),
  };
}

/** The row of one layer that holds no others. */
export function layerRow(context: LayerTableContext, { key, name, layer: given }: LayerNode, level: number): Row {
  const { model, findings, byName, batch } = context;
  const layer = given!;
  const summary = shownSummary(context, layer);
  const zero = zeroSummary(context, layer);
  return {
    key,
    level,
    isSelectable: true,
    isMuted: !isJudged(layer),
    cells: {
      layer: { text: name, title: `${layer.name}, ${classText(layer)}`, small: classText(layer) },
      output: shapeText(layer.outputShape),
      arithmetic: arithmeticText(layer, context.page === 'distributions' || context.hasBiases),
      ...costCells(context, {
        counted: countedParameters(context, layer),
        biases: biasesOf(layer),
        frozen: frozenOf(layer),
        work: layer.multiplyAdds,
        bytes: activationBytes(layer, batch),
      }),
      shape: summary ? { summary, title: '' } : '',
      std: summary ? spreadText(summary) : '',
      zero: zero ? formatShare(zeroShare(zero)) : summary ? '–' : '',
      health: healthCell(findings, model, layer, byName.get(layer.name)),
      line: layer.site ? { site: layer.site } : '',
    },
  };
}
