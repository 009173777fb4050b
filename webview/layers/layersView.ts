import { element } from '../dom/element';
import type { PanelContext } from '../panel/panelContext';
import { LayersBar } from './layersBar';
import { LayersContext } from './layersContext';
import { LayerTableSection } from './layerTableSection';
import { ScaleSection } from './scaleSection';
import { SelectedLayerSection } from './selectedLayerSection';

/** What is in the model? Does the signal keep its size? What did training do to this layer? */
export class LayersView {
  readonly element: HTMLElement;

  constructor(context: PanelContext) {
    const layers = new LayersContext(context);
    const bar = new LayersBar(layers);
    const sections = [new LayerTableSection(layers), new ScaleSection(layers), new SelectedLayerSection(layers)];
    this.element = element(
      'div',
      { class: 'view-body' },
      bar.element,
      element('div', { class: 'scroll' }, ...sections.map(s => s.element)),
    );
    for (const part of [bar, ...sections]) context.scheduler.add(part);
  }
}
