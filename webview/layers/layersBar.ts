import { tensorKinds, type TensorKind } from '../../extension/protocol/summary';
import { IconButton } from '../controls/button';
import { Dropdown } from '../controls/dropdown';
import { MomentDropdown } from '../controls/momentDropdown';
import { SegmentedSwitch } from '../controls/segmentedSwitch';
import { element, setVisible } from '../dom/element';
import { batchChoices, batchOf } from '../models/layerTable/layerCost';
import type { LayersPage } from '../models/layerTable/layerTableInput';
import { runLabel } from '../models/runBarModel';
import { kindLabels } from '../models/tensors';
import type { Part } from '../state/drawScheduler';
import type { LayersContext } from './layersContext';

const nothing = 'nothing';
/** A control behind its word. */
const labelled = (word: string, control: HTMLElement, className: string): HTMLElement =>
  element('span', { class: `group ${className}` }, element('span', { class: 'label' }, word), control);

/** The bar of Layers: which model, which page of it, which kind of tensor, on which scale and axis, against which run. */
export class LayersBar implements Part {
  readonly element: HTMLElement;
  private readonly models: Dropdown;
  private readonly page: SegmentedSwitch<LayersPage>;
  private readonly kinds: SegmentedSwitch<TensorKind>;
  private readonly kindList: Dropdown;
  private readonly gradientsOf: Dropdown;
  private readonly scale: SegmentedSwitch<'common' | 'own'>;
  private readonly axis: SegmentedSwitch<'symlog' | 'linear'>;
  private readonly against: Dropdown;
  private readonly biases: SegmentedSwitch<'without' | 'with'>;
  private readonly batch: Dropdown;
  /** In a narrow panel the run bar has no room for it. */
  private readonly moment: MomentDropdown;
  /** Opens what the bar has no room for. */
  private readonly settings: IconButton;
  /** What belongs to one page alone. */
  private readonly ofPage: Record<LayersPage, HTMLElement[]>;

  constructor(private readonly layers: LayersContext) {
    const { store } = layers.panel;
    const choices = tensorKinds.map(value => ({ value, label: kindLabels[value] }));
    this.models = new Dropdown('Model', true, model => store.choose({ model, layer: null, tensor: null }));
    this.page = new SegmentedSwitch(
      'Page',
      [
        { value: 'distributions', label: 'Distributions' },
        { value: 'table', label: 'Table' },
      ],
      layersPage => store.choose({ layersPage, sort: null }),
    );
    this.kinds = new SegmentedSwitch('Kind', choices, kind => store.choose({ kind, tensor: null }));
    this.kindList = new Dropdown('Kind', true, kind => store.choose({ kind: kind as TensorKind, tensor: null }));
    this.gradientsOf = new Dropdown('Gradients of', true, of =>
      store.choose({ gradientsOf: of === 'weights' ? 'weights' : 'activations', tensor: null }),
    );
    this.scale = new SegmentedSwitch('Scale', choicesOf('common', 'own'), scale => store.choose({ scale }));
    this.axis = new SegmentedSwitch('Axis', choicesOf('symlog', 'linear'), axis => store.choose({ axis }));
    this.against = new Dropdown('Against', true, key => store.choose({ against: key === nothing ? null : key }));
    this.against.element.classList.add('at-right');
    this.biases = new SegmentedSwitch(
      'Count',
      [
        { value: 'without', label: 'weights' },
        { value: 'with', label: 'with biases' },
      ],
      value => store.choose({ hasBiases: value === 'with' }),
    );
    this.batch = new Dropdown('Batch', true, size => store.choose({ batch: Number(size) }));
    this.batch.element.classList.add('at-right');
    this.moment = new MomentDropdown(shown => store.choose({ shown }));
    this.settings = new IconButton('settings', 'Scale, axis and comparison', () => {
      const isOpen = this.element.classList.toggle('open');
      this.settings.setPressed(isOpen);
    });
    this.moment.element.classList.add('below-560');
    this.settings.element.classList.add('below-860');
    this.page.element.classList.add('setting-560');
    this.kinds.element.classList.add('above-560');
    this.kindList.element.classList.add('below-560');
    this.ofPage = {
      distributions: [
        this.kinds.element,
        this.kindList.element,
        this.gradientsOf.element,
        labelled('Scale', this.scale.element, 'setting'),
        labelled('Axis', this.axis.element, 'setting'),
        labelled('Against', this.against.element, 'setting'),
      ],
      table: [labelled('Count', this.biases.element, ''), labelled('Batch', this.batch.element, '')],
    };
    const [kinds, kindList, gradientsOf, scale, axis, against] = this.ofPage.distributions;
    const [count, batch] = this.ofPage.table;
    this.element = element(
      'div',
      { class: 'bar layers-bar', role: 'toolbar', 'aria-label': 'Layers' },
      this.models.element,
      this.page.element,
      ...[kinds!, kindList!, gradientsOf!, count!],
      this.moment.element,
      element('span', { class: 'grow' }),
      this.settings.element,
      ...[scale!, axis!, against!, batch!],
    );
  }

  inputs(): readonly unknown[] {
    const { hasBiases, batch } = this.layers.selection;
    return [...this.layers.inputs(), this.layers.panel.store.data.runs, hasBiases, batch];
  }

  draw(): void {
    const { run, selection } = this.layers;
    const model = this.layers.model();
    setVisible(this.element, model !== null);
    if (!run || !model) return;
    const { layersPage } = selection;
    setVisible(this.models.element, run.models.length > 1);
    this.element.classList.toggle('several', run.models.length > 1);
    this.element.classList.toggle('of-table', layersPage === 'table');
    this.models.show(
      run.models.map(m => ({ value: m.name, label: m.name, note: `${m.layers.length} layers` })),
      model.name,
    );
    this.page.show(layersPage);
    for (const page of ['distributions', 'table'] as const)
      for (const control of this.ofPage[page]) setVisible(control, page === layersPage);
    this.moment.show(run, selection.shown);
    if (layersPage === 'table') this.drawCounting(run);
    else this.drawKinds();
  }

  private drawCounting(run: NonNullable<LayersContext['run']>): void {
    const { selection } = this.layers;
    const probed = this.layers.snapshot('b')?.probed ?? 0;
    this.biases.show(selection.hasBiases ? 'with' : 'without');
    this.batch.show(
      batchChoices(run, probed).map(({ size, note }) => ({ value: String(size), label: String(size), note })),
      String(batchOf(run, selection.batch, probed)),
    );
  }

  private drawKinds(): void {
    const { selection, against } = this.layers;
    const kind = this.layers.kind();
    const possible = this.layers.kinds();
    const facets = this.layers.facets();
    this.kinds.show(kind, possible.length ? possible : undefined);
    this.kindList.show(
      tensorKinds
        .filter(k => !possible.length || possible.includes(k))
        .map(value => ({ value, label: kindLabels[value] })),
      kind,
    );
    const areBoth = facets.includes('gradients') && facets.includes('activationGradients');
    setVisible(this.gradientsOf.element, kind === 'gradients' && areBoth);
    this.gradientsOf.show(
      [
        { value: 'weights', label: 'of weights' },
        { value: 'activations', label: 'of activations' },
      ],
      this.layers.facet() === 'gradients' ? 'weights' : 'activations',
    );
    this.scale.show(selection.scale);
    this.axis.show(selection.axis);
    const runs = against.choices();
    setVisible(this.against.element.parentElement!, runs.length > 0);
    this.against.show(
      [
        { value: nothing, label: 'nothing' },
        ...runs.map(r => ({ value: r.key, label: runLabel(r).name, note: runLabel(r).time })),
      ],
      runs.some(r => r.key === selection.against) ? selection.against! : nothing,
    );
  }
}

const choicesOf = <T extends string>(...values: T[]): { value: T; label: T }[] =>
  values.map(value => ({ value, label: value }));
