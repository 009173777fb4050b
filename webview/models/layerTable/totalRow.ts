import { formatBytes, formatCount, formatQuantity } from '../../../extension/core/stats/formatFigure';
import type { ModelInfo } from '../../../extension/protocol/model';
import type { Row } from '../cell';
import { activationBytes, leavesOf, sumKnown } from './layerCost';
import { biasesOfModel, workOf } from './layerRows';
import type { ColumnsInput } from './layerColumns';

const trained = (model: ModelInfo): string =>
  model.trainable < model.parameters ? `${formatCount(model.trainable)} trainable` : 'trainable';

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
      cells: { ...cells, shape: { span: 5, text: `${trained(model)} · ${size}` } },
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
      frozen: formatCount(model.parameters - model.trainable),
      share: hasBiases ? size : `= ${formatCount(model.parameters)} params`,
      memory: bytes === null ? '' : formatBytes(bytes),
    },
  };
}
