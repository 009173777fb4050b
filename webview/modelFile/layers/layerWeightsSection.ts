import { drawSparkline } from '../../charts/sparkline';
import { DataTable } from '../../controls/dataTable';
import { Section } from '../../controls/section';
import { setVisible } from '../../dom/element';
import { memoizeLast } from '../../models/memoizeLast';
import { plural } from '../../models/modelFile/fileSummary';
import { fileTensorColumns, layerTensorRows } from '../../models/modelFile/tensorTable';
import type { TensorEntry } from '../../../extension/protocol/reader';
import type { Part } from '../../state/drawScheduler';
import { FileTensors } from '../tensors/fileTensors';
import type { FileContext } from '../fileContext';
import { modelOf } from './chosenModel';

/** What do the weights of the chosen layer hold? A click looks into one of them, in Tensors. */
export class LayerWeightsSection extends Section implements Part {
  private readonly table: DataTable;
  private readonly tensors: FileTensors;
  private readonly ofLayer = memoizeLast((all: readonly TensorEntry[], model: string, layer: string) =>
    all.filter(t => t.layer === layer && (t.model === null || t.model === model) && t.role !== 'optimizer'),
  );

  constructor(private readonly context: FileContext) {
    super('Weights', 'layer-weights');
    this.tensors = new FileTensors(context);
    const open = (tensorName: string) => context.store.choose({ tensorName, view: 'tensors' });
    this.table = new DataTable({
      label: 'Weights of the layer',
      maxRows: 12,
      onSelect: open,
      onOpen: open,
      paint: (g, cell, width, height) => {
        if (cell.summary) drawSparkline(g, cell.summary, 'weights', width, height);
      },
    });
    this.body.append(this.table.element);
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.context.store;
    return [data.description, data.revision, data.reading, selection.layer, selection.model, selection.shownAnyway];
  }

  draw(): void {
    const { description } = this.context.store.data;
    const { layer } = this.context.store.selection;
    const model = modelOf(this.context);
    const own = description && model && layer !== null ? this.ofLayer(description.tensors, model.name, layer) : [];
    setVisible(this.element, layer !== null);
    setVisible(this.table.element, own.length > 0);
    if (layer === null) return;
    this.setTitle(`Weights of ${layer}`);
    this.setAnswer([own.length ? `${plural(own.length, 'tensor')}.` : 'It has none.']);
    this.table.show(fileTensorColumns, layerTensorRows(own, this.tensors.tableInput()));
  }
}
