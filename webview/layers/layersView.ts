import { element } from '../dom/element';
import type { PanelContext } from '../panel/panelContext';
import { LayersBar } from './layersBar';
import { LayersContext } from './layersContext';
import { LayerTableSection } from './layerTableSection';
import { OutputSection } from './outputSection';
import { ScaleSection } from './scaleSection';
import { SelectedLayerSection } from './selectedLayerSection';
import { TimeSlider } from './timeSlider';
import { UnitsSection } from './unitsSection';
import { WorstSection } from './worstSection';

/** What is in the model? Does the signal keep its size? What did training do to this layer? */
export class LayersView {
  readonly element: HTMLElement;

  constructor(context: PanelContext) {
    const layers = new LayersContext(context);
    const bars = [new LayersBar(layers), new TimeSlider(layers)];
    const sections = [
      new LayerTableSection(layers),
      new ScaleSection(layers),
      new WorstSection(layers),
      new SelectedLayerSection(layers),
      new UnitsSection(layers),
      new OutputSection(layers),
    ];
    this.element = element(
      'div',
      { class: 'view-body' },
      ...bars.map(b => b.element),
      element('div', { class: 'scroll' }, ...sections.map(s => s.element)),
    );
    for (const part of [...bars, ...sections]) context.scheduler.add(part);
  }
}
