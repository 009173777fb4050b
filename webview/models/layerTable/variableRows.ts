import { formatCount, formatShare } from '../../../extension/core/stats/formatFigure';
import type { Row } from '../cell';
import { healthCell } from '../layerHealth';
import { tensorsOf, zeroShare } from '../tensors';
import { layerKey } from './layerRow';
import type { LayerTableContext } from './layerTableInput';
import { spreadText } from '../summaryText';

/** Variables that no layer holds: a row for each. */
export function variableRows({ model, facet, findings, byName, find }: LayerTableContext): Row[] {
  return model.layers.flatMap(layer => {
    const taken = byName.get(layer.name);
    const tensors = new Map(taken ? tensorsOf(taken, facet).map(t => [t.id, t.summary]) : []);
    const shown = layer.weights.filter(w => w.name.toLowerCase().includes(find.toLowerCase()));
    return shown.map(weight => {
      const summary = tensors.get(weight.name);
      const count = weight.shape.reduce((product, d) => product * d, 1);
      return {
        key: layerKey(layer.name, weight.name),
        isSelectable: true,
        cells: {
          layer: { text: weight.name, small: weight.trainable ? weight.dtype : `${weight.dtype}, not trained` },
          output: weight.shape.length ? weight.shape.map(formatCount).join('×') : 'scalar',
          arithmetic: weight.shape.length > 1 ? `${weight.shape.map(formatCount).join('·')} =` : '',
          params: formatCount(count),
          shape: summary ? { summary, title: '' } : '',
          std: summary ? spreadText(summary) : '',
          zero: summary ? formatShare(zeroShare(summary)) : '',
          health: healthCell(findings, model, layer, taken),
          line: layer.site ? { site: layer.site } : '',
        },
      };
    });
  });
}
