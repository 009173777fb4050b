import { formatCount } from '../../extension/core/stats/formatFigure';
import { ReadState } from '../controls/readState';
import { Section } from '../controls/section';
import { customElement, element, listen, setAttribute, setText, setVisible } from '../dom/element';
import { strong } from '../models/answer';
import { memoizeLast } from '../models/memoizeLast';
import { indexText, pagesOf, pageValues, parseIndex, valueGrid } from '../models/tensorNames/valueGrid';
import type { Part } from '../state/drawScheduler';
import type { Loaded } from '../state/loaded';
import type { TensorSource } from './tensorSource';
import { ValuesGrid } from './valuesGrid';

type Page = { values: (number | string)[] };
/** A scroll goes past many pages: those where it rests are read. */
const restMs = 60;

/** The values of the chosen tensor, in pages as they come into view. */
export class ValuesSection extends Section implements Part {
  private readonly grid = new ValuesGrid(() => this.viewChanged());
  private readonly state: ReadState;
  private readonly status = element('p', { class: 'quiet' });
  private readonly field: HTMLElement & { value: string };
  private readonly refusal = element('span', { class: 'go-to-error', role: 'alert' });
  private readonly gridOf = memoizeLast((shape: string) => valueGrid(JSON.parse(shape) as number[]));
  private timer: ReturnType<typeof setTimeout> | null = null;
  private revision = 0;

  /** @param onRest the view rests on other values: they are to be drawn */
  constructor(
    private readonly tensors: TensorSource,
    private readonly onRest: () => void,
  ) {
    super('Values', 'tensor-values');
    this.state = new ReadState(() => tensors.retry());
    const label = 'Go to index';
    this.field = customElement('vscode-text-field', {
      class: 'small',
      placeholder: label,
      'aria-label': label,
    }) as HTMLElement & { value: string };
    listen(this.field, {
      keydown: event => {
        // T and digits are letters here.
        if (event.key !== 'Tab') event.stopPropagation();
        if (event.key === 'Enter') this.goTo();
      },
      input: () => setText(this.refusal, ''),
    });
    this.tools.append(this.refusal, this.field);
    this.body.append(this.grid.element, this.status, this.state.element);
  }

  inputs(): readonly unknown[] {
    const tensor = this.tensors.tensor();
    const pages = tensor ? this.pages().map(p => this.known(tensor.name, p)) : [];
    return [tensor, this.tensors.version(), this.revision, ...pages.flatMap(p => [p?.value, p?.error])];
  }

  draw(): void {
    const tensor = this.tensors.tensor();
    const isShown = tensor !== null && tensor.count > 0;
    setVisible(this.element, isShown);
    if (!isShown) return;
    const grid = this.gridOf(JSON.stringify(tensor.shape));
    const axes = grid.isFolded || grid.rows === 1 ? '' : ` in ${formatCount(grid.rows)} rows of the last axis`;
    this.setAnswer([strong(formatCount(grid.total)), grid.total === 1 ? ' value.' : ` values${axes}.`]);
    setVisible(this.field, grid.total > 1);
    this.grid.show({
      grid,
      name: tensor.name,
      dtype: tensor.dtype,
      page: page => (this.known(tensor.name, page)?.value as Page | null | undefined)?.values ?? null,
    });
    this.ask();
    const failed = this.pages()
      .map(page => this.known(tensor.name, page))
      .find(p => p?.error);
    this.state.show((failed as Loaded<unknown> | undefined) ?? null, '');
    this.say(tensor.name);
  }

  /** The cursor's value in full. */
  private say(name: string): void {
    const { place } = this.grid;
    const { shape } = this.tensors.tensor()!;
    const page = place === null ? null : this.known(name, Math.floor(place / pageValues))?.value;
    const value = place === null ? undefined : (page as Page | null | undefined)?.values[place % pageValues];
    setText(this.status, place === null || value === undefined ? '' : `${indexText(shape, place)} is ${value}`);
  }

  private viewChanged(): void {
    const tensor = this.tensors.tensor();
    if (!tensor) return;
    this.say(tensor.name);
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.revision++;
      this.onRest();
    }, restMs);
  }

  private pages(): number[] {
    const tensor = this.tensors.tensor();
    if (!tensor || this.element.hidden || !tensor.count) return [];
    const { rows, columns } = this.grid.isShowing(tensor.name) ? this.grid.inView : { rows: [0, 1], columns: [0, 1] };
    return pagesOf(this.gridOf(JSON.stringify(tensor.shape)), rows as [number, number], columns as [number, number]);
  }
  private ask(): void {
    const tensor = this.tensors.tensor()!;
    for (const page of this.pages()) this.tensors.values(tensor.name, page * pageValues, pageValues, true);
  }
  private known(name: string, page: number) {
    return this.tensors.values(name, page * pageValues, pageValues, false);
  }

  private goTo(): void {
    const tensor = this.tensors.tensor();
    if (!tensor) return;
    const parsed = parseIndex(this.gridOf(JSON.stringify(tensor.shape)), this.field.value);
    setText(this.refusal, 'error' in parsed ? parsed.error : '');
    setAttribute(this.field, 'aria-invalid', 'error' in parsed ? 'true' : null);
    if ('error' in parsed) return;
    this.grid.goTo(parsed.place);
    this.grid.element.focus();
  }
}
