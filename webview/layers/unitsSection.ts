import type { PicturesAt, UnitsAt } from '../../extension/protocol/closeUp';
import { drawShare } from '../charts/sparkline';
import { ChartSection } from '../controls/chartSection';
import { DataTable } from '../controls/dataTable';
import { element, setText, setVisible } from '../dom/element';
import type { Cell, TableSort } from '../models/cell';
import { memoizeLast } from '../models/memoizeLast';
import { unitCaption, unitColumns, unitRows, type Units, type UnitsForm } from '../models/units/unitRows';
import { statesOf } from '../models/units/unitStates';
import { unitsAnswer, unitWord } from '../models/units/unitsAnswer';
import type { Part } from '../state/drawScheduler';
import type { LayersContext } from './layersContext';
import { UnitPictures } from './unitPictures';

/** Of the chosen layer: what is shown now, and stays while the next is on its way. */
interface Shown {
  of: string;
  units: UnitsAt | null;
  pictures: PicturesAt | null;
}

/** Which units of the layer never fire, which are saturated; what its kernels look like, and what they see. */
export class UnitsSection extends ChartSection implements Part {
  private readonly list: DataTable;
  private readonly pictures: UnitPictures;
  private readonly columns: HTMLElement;
  private readonly caption = element('p', { class: 'unit-caption' });
  private held: Shown = { of: '', units: null, pictures: null };
  private unit: number | null = null;
  private sort: TableSort | null = null;
  private drawn = 0;
  private readonly statesOf = memoizeLast(statesOf);
  private readonly rowsOf = memoizeLast(
    (figures: Units['figures'], pictures: Units['pictures'], word: string, form: UnitsForm, sort: TableSort | null) => {
      const units = { figures, pictures, word, states: this.statesOf(figures) };
      const columns = unitColumns(units, form);
      return { units, columns, rows: unitRows(units, columns, sort) };
    },
  );

  constructor(private readonly layers: LayersContext) {
    const paint = (g: CanvasRenderingContext2D, cell: Cell, width: number, height: number): void => {
      if (typeof cell.share === 'number')
        drawShare(g, cell.share, cell.isMuted ? 'reference' : 'activations', width, height);
    };
    const onSort = (sort: TableSort | null): void => {
      this.sort = sort;
      this.changed();
    };
    const onSelect = (unit: string): void => this.choose(Number(unit));
    const onOpen = (): void => layers.choose(layers.layer()!, null, true);
    super('Units', layers.panel, { maxRows: 16, onSelect, onOpen, onSort, paint });
    this.list = new DataTable({ label: 'Units', maxRows: 12, onSelect, onOpen, onSort, paint });
    this.pictures = new UnitPictures(unit => this.choose(unit), onOpen);
    this.columns = element('div', { class: 'units' }, this.list.element, this.pictures.element);
    this.chart.append(this.columns);
    this.body.append(this.caption);
  }

  inputs(): readonly unknown[] {
    const { layers } = this;
    const { units, pictures } = this.read();
    return [...layers.inputs(), units, pictures, this.error(), this.drawn];
  }

  draw(): void {
    const { layers } = this;
    const layer = layers.model()?.layers.find(l => l.name === layers.layer());
    const { of, units, pictures } = this.read();
    const error = this.error();
    const isPage = layers.selection.layersPage === 'distributions';
    setVisible(this.element, isPage && layer !== undefined && (units !== null || pictures !== null || error !== null));
    if (!layer || !(units ?? pictures ?? error)) return;
    if (this.held.of !== of) this.unit = null;
    this.held = { of, units, pictures };
    const word = unitWord(layer);
    this.setTitle(`${layer.name} ${word}s`);
    const { isTable } = this;
    const form = isTable ? 'table' : pictures ? 'list' : 'wide';
    const listed = units && this.rowsOf(units.units, pictures, word, form, this.sort);
    if (listed && this.unit !== null && this.unit >= listed.rows.length) this.unit = null;
    const answer = listed ? unitsAnswer(listed.units.states, word) : [error ? error.message : 'Its kernels.'];
    this.setAnswer(answer);
    if (listed) {
      const { columns, rows } = listed;
      const selected = this.unit === null ? [] : [String(this.unit)];
      if (isTable) this.showTable({ columns, rows, selected, sort: this.sort }, answer);
      else {
        this.list.show(columns, rows, selected, { sort: this.sort });
        if (selected[0]) this.list.scrollTo(selected[0]);
      }
    }
    setVisible(this.list.element, units !== null);
    this.drawPictures(word, listed && (unit => listed.units.states[unit] === 'dead'));
    const chosen = listed && this.unit !== null ? [unitCaption(listed.units, this.unit)] : [];
    const note = units ? this.noteOf(units) : '';
    setText(this.caption, [...chosen, ...(note ? [`Figures ${note}`] : [])].join(' · '));
  }

  private drawPictures(word: string, isDead: ((unit: number) => boolean) | null): void {
    const { pictures } = this.held;
    this.columns.classList.toggle('without-pictures', pictures === null);
    this.columns.classList.toggle('without-list', isDead === null);
    setVisible(this.pictures.element, pictures !== null);
    if (!pictures || this.isTable) return;
    const note = this.noteOf(pictures);
    this.pictures.draw({
      layer: this.layers.layer()!,
      word,
      pictures,
      isCommon: this.layers.selection.scale === 'common',
      unit: this.unit,
      isDead: isDead ?? (() => false),
      note: note && ` · ${note}`,
    });
  }

  /** Says of when something is, where that is not the step that is shown. */
  private noteOf(at: UnitsAt | PicturesAt): string {
    const shown = this.layers.refB();
    const isShown = shown?.step === at.step && shown.fit === at.fit;
    return isShown ? '' : `of ${this.layers.labelOf(at)}, the nearest kept`;
  }

  private choose(unit: number): void {
    this.unit = unit;
    this.changed();
    const units = this.held.units?.units;
    const layer = this.layers.model()?.layers.find(l => l.name === this.layers.layer());
    if (units && layer)
      this.layers.panel.announce(
        unitCaption({ figures: units, states: this.statesOf(units), word: unitWord(layer) }, unit),
      );
  }
  private changed(): void {
    this.drawn++;
    this.layers.panel.scheduler.soon();
  }

  private query() {
    const { layers } = this;
    const { key } = layers.panel.store.data;
    const model = layers.model();
    const layer = layers.layer();
    const ref = layers.refB();
    if (key === null || !model || layer === null || !ref) return null;
    return { key, of: { fit: ref.fit, model: model.name, layer, step: ref.step } };
  }
  private error(): Error | null {
    const query = this.query();
    if (!query) return null;
    const { closeUps } = this.layers.panel.data;
    return closeUps.units(query.key, query.of).error ?? closeUps.pictures(query.key, query.of).error;
  }
  /** Of the layer and step that are chosen; while they are on their way, what was shown of the same layer stands. */
  private read(): Shown {
    const query = this.query();
    if (!query) return { of: '', units: null, pictures: null };
    const { key, of } = query;
    const { closeUps } = this.layers.panel.data;
    const [units, pictures] = [closeUps.units(key, of), closeUps.pictures(key, of)];
    const id = JSON.stringify([key, of.model, of.layer]);
    const held = this.held.of === id ? this.held : null;
    return {
      of: id,
      units: units.isLoading ? (held?.units ?? null) : units.value,
      pictures: pictures.isLoading ? (held?.pictures ?? null) : pictures.value,
    };
  }
}
