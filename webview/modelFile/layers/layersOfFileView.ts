import { element } from '../../dom/element';
import type { FileContext } from '../fileContext';
import { LayersOfFileSection } from './layersOfFileSection';
import { LayerWeightsSection } from './layerWeightsSection';

/** What is the model made of? Its layers with their arithmetic, and the weights of the one that is chosen. */
export class LayersOfFileView {
  readonly element: HTMLElement;

  constructor(context: FileContext) {
    const table = new LayersOfFileSection(context);
    const weights = new LayerWeightsSection(context);
    this.element = element('div', { class: 'scroll' }, table.element, weights.element);
    for (const part of [table, weights]) context.scheduler.add(part);
  }
}
