import { tensorKinds, type TensorKind } from '../../extension/protocol/summary';
import { IconButton } from '../controls/button';
import { Dropdown } from '../controls/dropdown';
import { MomentDropdown } from '../controls/momentDropdown';
import { SegmentedSwitch } from '../controls/segmentedSwitch';
import { element, setVisible } from '../dom/element';
import { kindLabels } from '../models/tensors';
import type { Part } from '../state/drawScheduler';
import type { LayersContext } from './layersContext';

/** The bar of Layers: which model, which kind of tensor, on which scale and axis. */
export class LayersBar implements Part {
  readonly element: HTMLElement;
  private readonly models: Dropdown;
  private readonly kinds: SegmentedSwitch<TensorKind>;
  private readonly kindList: Dropdown;
  private readonly scale: SegmentedSwitch<'common' | 'own'>;
  private readonly axis: SegmentedSwitch<'symlog' | 'linear'>;
  /** In a narrow panel the run bar has no room for it. */
  private readonly moment: MomentDropdown;
  /** Opens scale and axis in a narrow panel. */
  private readonly settings: IconButton;

  constructor(private readonly layers: LayersContext) {
    const { store } = layers.panel;
    const choices = tensorKinds.map(value => ({ value, label: kindLabels[value] }));
    this.models = new Dropdown('Model', true, model => store.choose({ model, layer: null, tensor: null }));
    this.kinds = new SegmentedSwitch('Kind', choices, kind => store.choose({ kind, tensor: null }));
    this.kindList = new Dropdown('Kind', true, kind => store.choose({ kind: kind as TensorKind, tensor: null }));
    this.scale = new SegmentedSwitch(
      'Scale',
      [
        { value: 'common', label: 'common' },
        { value: 'own', label: 'own' },
      ],
      scale => store.choose({ scale }),
    );
    this.axis = new SegmentedSwitch(
      'Axis',
      [
        { value: 'symlog', label: 'symlog' },
        { value: 'linear', label: 'linear' },
      ],
      axis => store.choose({ axis }),
    );
    this.moment = new MomentDropdown(shown => store.choose({ shown }));
    this.settings = new IconButton('settings', 'Scale and axis', () => {
      const isOpen = this.element.classList.toggle('open');
      this.settings.setPressed(isOpen);
    });
    this.moment.element.classList.add('below-560');
    this.settings.element.classList.add('below-560');
    this.kinds.element.classList.add('above-560');
    this.kindList.element.classList.add('below-560');
    this.element = element(
      'div',
      { class: 'bar layers-bar', role: 'toolbar', 'aria-label': 'Layers' },
      this.models.element,
      this.kinds.element,
      this.kindList.element,
      this.moment.element,
      element('span', { class: 'grow' }),
      this.settings.element,
      element('span', { class: 'group setting' }, element('span', { class: 'label' }, 'Scale'), this.scale.element),
      element('span', { class: 'group setting' }, element('span', { class: 'label' }, 'Axis'), this.axis.element),
    );
  }

  inputs(): readonly unknown[] {
    return this.layers.inputs();
  }

  draw(): void {
    const { run } = this.layers;
    const model = this.layers.model();
    setVisible(this.element, model !== null);
    if (!run || !model) return;
    setVisible(this.models.element, run.models.length > 1);
    this.element.classList.toggle('several', run.models.length > 1);
    this.models.show(
      run.models.map(m => ({ value: m.name, label: m.name, note: `${m.layers.length} layers` })),
      model.name,
    );
    const kind = this.layers.kind();
    const possible = this.layers.kinds();
    this.kinds.show(kind, possible.length ? possible : undefined);
    this.kindList.show(
      tensorKinds
        .filter(k => !possible.length || possible.includes(k))
        .map(value => ({ value, label: kindLabels[value] })),
      kind,
    );
    this.moment.show(run, this.layers.selection.shown);
    this.scale.show(this.layers.selection.scale);
    this.axis.show(this.layers.selection.axis);
  }
}
