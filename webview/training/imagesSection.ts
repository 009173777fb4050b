import { maxImagesOnPage, type LoggedImages } from '../../extension/protocol/loggedImages';
import { IconButton } from '../controls/button';
import { ChartSection } from '../controls/chartSection';
import { Dropdown } from '../controls/dropdown';
import { ReadState } from '../controls/readState';
import { StepSlider } from '../controls/stepSlider';
import { element, setAttribute, setText, setVisible } from '../dom/element';
import {
  imageColumns,
  imageRows,
  imagesAnswer,
  imageStops,
  shownImages,
  type ShownImages,
} from '../models/loggedImages';
import { memoizeLast } from '../models/memoizeLast';
import type { PanelContext } from '../panel/panelContext';
import type { Part } from '../state/drawScheduler';
import type { Loaded } from '../state/loaded';
import { ImageGrid } from './imageGrid';
import { ImageViewer } from './imageViewer';

/** Images that a log directory holds, by tag and step: a page of thumbnails, one of them larger in their place. */
export class ImagesSection extends ChartSection implements Part {
  private readonly choice: Dropdown;
  private readonly slider: StepSlider;
  private readonly grid: ImageGrid;
  private readonly viewer: ImageViewer;
  private readonly state: ReadState;
  private readonly count = element('span', { class: 'n' });
  private readonly back: IconButton;
  private readonly next: IconButton;
  private readonly pager: HTMLElement;
  private readonly stops = memoizeLast(imageStops);
  /** Of which run and tag `held`, `page` and `open` are. */
  private of = '';
  private version = '';
  /** What is shown until the next has come. */
  private held: LoggedImages | null = null;
  private page = 0;
  /** The number of the image that is shown large. */
  private open: number | null = null;
  private drawn = 0;

  constructor(private readonly panel: PanelContext) {
    super('Images', panel, { maxRows: 12, onOpen: key => this.openFromTable(Number(key)) }, 'images');
    this.choice = new Dropdown('Tag', true, imagesOf => panel.store.choose({ imagesOf }));
    this.back = new IconButton('chevron-left', 'Previous page of images', () => this.turn(this.page - 1));
    this.next = new IconButton('chevron-right', 'Next page of images', () => this.turn(this.page + 1));
    this.pager = element('span', { class: 'pager' }, this.back.element, this.count, this.next.element);
    this.tools.prepend(this.pager, this.choice.element);
    this.slider = new StepSlider('Step of the images', imageStep => panel.store.choose({ imageStep }));
    this.grid = new ImageGrid(place => this.show(this.page * maxImagesOnPage + place));
    this.viewer = new ImageViewer({ step: places => this.step(places), close: () => this.close() });
    this.state = new ReadState(() => panel.data.images.retry());
    this.body.prepend(this.slider.element, this.state.element);
    this.chart.append(this.grid.element, this.viewer.element);
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.panel.store;
    const { imagesOf, imageStep, isTable } = selection;
    const read = this.read();
    return [
      data.key,
      data.run?.log,
      imagesOf,
      imageStep,
      isTable,
      read?.value,
      read?.error,
      this.large()?.value,
      this.drawn,
    ];
  }

  draw(): void {
    const shown = this.chosen();
    setVisible(this.element, shown !== null);
    if (!shown) return;
    this.choice.show(
      (this.panel.store.data.run?.log?.images ?? []).map(({ name }) => ({ value: name, label: name })),
      shown.series.name,
    );
    setVisible(this.choice.element, (this.panel.store.data.run?.log?.images?.length ?? 0) > 1);
    this.slider.draw(this.stops(shown.series), shown.step);
    const read = this.read();
    const page = read?.value ?? (read?.error ? null : this.held);
    this.held = page;
    this.state.show(page ? null : read, 'Reading the images …');
    const answer = imagesAnswer(shown, page);
    this.setAnswer(read?.error ? [read.error.message] : answer);
    const { isTable } = this;
    setVisible(this.chart, !isTable && page !== null);
    this.drawPager(page);
    if (!page) return;
    if (isTable) return this.showTable({ columns: imageColumns, rows: imageRows(page) }, answer);
    if (this.open !== null && this.open >= page.total) this.open = null;
    // on the way to another page the one before stays, and keeps the focus
    if (this.open !== null && page.first !== this.page * maxImagesOnPage) return;
    const picture = this.open === null ? null : (this.large()?.value?.images[0] ?? page.images[this.open - page.first]);
    setVisible(this.grid.element, !picture);
    setVisible(this.viewer.element, Boolean(picture));
    if (picture) this.viewer.draw(page, this.open!, picture);
    else this.grid.draw(page);
  }

  private drawPager(page: LoggedImages | null): void {
    const pages = Math.ceil((page?.total ?? 0) / maxImagesOnPage);
    // a step with fewer images has fewer pages
    if (page && pages > 0 && this.page >= pages && this.read()?.value) this.turn(pages - 1);
    setVisible(this.pager, pages > 1 && this.open === null);
    setText(this.count, `${this.page + 1} of ${pages}`);
    setAttribute(this.back.element, 'disabled', this.page === 0);
    setAttribute(this.next.element, 'disabled', this.page >= pages - 1);
  }

  private chosen(): ShownImages | null {
    const { data, selection } = this.panel.store;
    const shown = shownImages(data.run, selection);
    const of = JSON.stringify([data.key, shown?.series.name]);
    const version = shown?.series.version ?? '';
    // What is shown stands until it has come anew.
    if (of === this.of && version !== this.version)
      this.panel.data.images.forget(params => params.key === data.key && params.name === shown?.series.name);
    if (of !== this.of) Object.assign(this, { of, held: null, page: 0, open: null });
    this.version = version;
    return shown;
  }
  private read(): Loaded<LoggedImages> | null {
    return this.ask(this.page * maxImagesOnPage, maxImagesOnPage);
  }
  /** The large one, where its page was too much for it. */
  private large(): Loaded<LoggedImages> | null {
    if (this.open === null) return null;
    const picture = this.held?.images[this.open - this.held.first];
    return picture?.data === null && picture.type !== null ? this.ask(this.open, 1) : null;
  }
  private ask(first: number, count: number): Loaded<LoggedImages> | null {
    const shown = this.chosen();
    const { key } = this.panel.store.data;
    if (!shown || key === null) return null;
    return this.panel.data.images.get('logImages', { key, name: shown.series.name, step: shown.step, first, count });
  }

  private turn(page: number): void {
    this.page = page;
    this.changed();
  }
  private show(number: number): void {
    this.open = number;
    this.page = Math.floor(number / maxImagesOnPage);
    this.changed();
    setVisible(this.viewer.element, true);
    this.viewer.focus();
  }
  private openFromTable(number: number): void {
    this.panel.store.choose({ isTable: false });
    setVisible(this.chart, true);
    this.show(number);
  }
  private step(places: number): void {
    const to = (this.open ?? 0) + places;
    if (to >= 0 && to < (this.held?.total ?? 0)) this.show(to);
  }
  private close(): void {
    const place = (this.open ?? 0) - this.page * maxImagesOnPage;
    this.open = null;
    setVisible(this.grid.element, true);
    this.grid.focus(place);
    this.changed();
  }
  private changed(): void {
    this.drawn++;
    this.panel.scheduler.soon();
  }
}
