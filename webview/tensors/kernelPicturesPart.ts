import type { TensorEntry, TensorPictures } from '../../extension/protocol/reader';
import { formatCount } from '../../extension/core/stats/formatFigure';
import { PlotCanvas } from '../charts/canvas';
import { KernelFigure, kernelGrid } from '../charts/kernelFigure';
import { IconButton } from '../controls/button';
import { ReadState } from '../controls/readState';
import { element, setAttribute, setText, setVisible } from '../dom/element';
import type { TensorSource } from './tensorSource';

/** More filters than these are drawn smaller, so that they are seen together. */
const manyFilters = 64;
const smallSide = 12;

/** The filters of a convolution as pictures, page by page where it looks at many inputs. */
export class KernelPicturesPart {
  readonly element: HTMLElement;
  private readonly canvas = new PlotCanvas();
  private readonly title = element('h4');
  private readonly count = element('span', { class: 'n', role: 'status' });
  private readonly back: IconButton;
  private readonly next: IconButton;
  private readonly pager: HTMLElement;
  private readonly state: ReadState;
  /** Of which tensor, in which state of its file, a page is shown. */
  private of: readonly unknown[] = [];
  private page = 0;
  private shown: TensorPictures | null = null;
  private isWanted = false;

  /** @param onTurn another page is to be drawn */
  constructor(
    private readonly tensors: TensorSource,
    private readonly onTurn: () => void,
  ) {
    this.back = new IconButton('chevron-left', 'Previous page of filters', () => this.turn(this.page - 1));
    this.next = new IconButton('chevron-right', 'Next page of filters', () => this.turn(this.page + 1));
    this.pager = element('span', { class: 'pager' }, this.back.element, this.count, this.next.element);
    this.state = new ReadState(() => tensors.retry());
    const key = (text: string, hue: string) => {
      const made = element('span', { class: 'key box' }, text);
      made.style.setProperty('--c', `var(--vscode-charts-${hue})`);
      return made;
    };
    this.element = element(
      'div',
      { class: 'unit-pictures tensor-pictures' },
      element(
        'div',
        {},
        element('div', { class: 'pictures-head' }, this.title, this.pager),
        this.state.element,
        element('div', { class: 'tiles' }, this.canvas.element),
      ),
      element('p', { class: 'keys' }, key('below 0', 'yellow'), key('above 0', 'blue')),
    );
  }

  /** What it draws from, of the tensor that is looked into. */
  inputs(tensor: TensorEntry | null): readonly unknown[] {
    const read = tensor && this.tensors.pictures(tensor, this.pageOf(tensor));
    return [read?.value, read?.error, this.page, this.isWanted];
  }

  draw(tensor: TensorEntry): void {
    const read = this.tensors.pictures(tensor, this.pageOf(tensor));
    if (read?.value) this.shown = read.value;
    const pictures = this.shown;
    this.state.show(pictures ? read : null, 'Reading the filters …');
    setVisible(this.element, pictures !== null);
    if (!pictures) {
      if (!read?.isLoading) this.isWanted = false;
      return;
    }
    const title = titleOf(pictures);
    setText(this.title, title);
    setVisible(this.pager, pictures.pages > 1);
    setText(this.count, `${formatCount(this.page + 1)} of ${formatCount(pictures.pages)}`);
    setAttribute(this.back.element, 'disabled', this.page === 0);
    setAttribute(this.next.element, 'disabled', this.page >= pictures.pages - 1);
    const grid = kernelGrid(pictures, this.canvas.width, pictures.filters > manyFilters ? smallSide : undefined);
    const { g } = this.canvas.begin(grid.height);
    new KernelFigure(pictures, false).draw(g, grid, null);
    this.canvas.label(`${tensor.name}: ${title}, as pictures.`);
    if (!this.isWanted) return;
    this.isWanted = false;
    this.element.scrollIntoView({ block: 'center' });
  }

  /** Brings them into view as soon as they are there. */
  reveal(): void {
    this.isWanted = true;
  }

  /** The first one of another tensor, and of another state of the file. */
  private pageOf({ name }: TensorEntry): number {
    const of = [name, this.tensors.version()];
    if (of.some((each, i) => each !== this.of[i])) {
      this.of = of;
      this.page = 0;
      this.shown = null;
    }
    return this.page;
  }

  private turn(page: number): void {
    if (!this.shown || page < 0 || page >= this.shown.pages) return;
    this.page = page;
    this.onTurn();
  }
}

function titleOf({ filters, total, first, input, channels, height, width }: TensorPictures): string {
  const all = `${formatCount(total)} ${total === 1 ? 'filter' : 'filters'}`;
  const of = filters < total ? `${formatCount(first + 1)} to ${formatCount(first + filters)} of ${all}` : all;
  const seen =
    input !== null
      ? `, input channel ${formatCount(input)}`
      : channels > 1
        ? `, ${channels} channels side by side`
        : '';
  return `${of} of ${height}×${width}${seen}, each on its own scale`;
}
