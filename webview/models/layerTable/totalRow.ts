import { formatBytes, formatCount, formatQuantity } from '../../../extension/core/stats/formatFigure';
import type { LayerInfo, ModelInfo } from '../../../extension/protocol/model';
import type { Row } from '../cell';
import { activationBytes, averagesOf, frozenOf, isBuilt, leavesOf, sumKnown } from './layerCost';
import { biasesOfModel, workOf } from './layerRows';
import type { ColumnsInput } from './layerColumns';

const sum = (model: ModelInfo, figure: (layer: LayerInfo) => number): number =>
  leavesOf(model).reduce((n, l) => n + figure(l), 0);

/** `trainable`; how many where some are frozen; what normalizations keep themselves is said besides. Null where it is not known. */
function trained(model: ModelInfo): string | null {
  if (!isBuilt(model)) return null;
  const averages = sum(model, l => (l.trainable === 0 ? 0 : averagesOf(l)));
  const isFrozen = model.trainable + averages < model.parameters;
  const besides = averages ? ` · ${formatCount(averages)} averages besides` : '';
  return `${isFrozen ? `${formatCount(model.trainable)} trainable` : 'trainable'}${besides}`;
}

/** The row under the table: what all layers have together. */
export function totalRow({ model, page, hasBiases, batch }: ColumnsInput): Row {
  const work = workOf(model);
  const cells: Row['cells'] = {
    layer: 'total',
    params: formatCount(model.parameters),
    work: work === null ? '' : formatQuantity(work),
  };
  const size = `${formatBytes(model.parameters * 4)} as float32`;
  if (page === 'distributions')
    return {
      key: 'total',
      isMuted: true,
      cells: { ...cells, shape: { span: 5, text: [trained(model), size].filter(part => part !== null).join(' · ') } },
    };
  const biases = biasesOfModel(model);
  const bytes = sumKnown(leavesOf(model).map(l => activationBytes(l, batch)));
  return {
    key: 'total',
    isMuted: true,
    cells: {
      ...cells,
      params: formatCount(hasBiases ? model.parameters : model.parameters - biases),
      biases: formatCount(biases),
      frozen: isBuilt(model) ? formatCount(sum(model, frozenOf)) : '–',
      share: hasBiases ? size : `= ${formatCount(model.parameters)} params`,
      memory: bytes === null ? '' : formatBytes(bytes),
    },
  };
}
