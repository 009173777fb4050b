import { notFinitePixel, type PicturesAt } from '../../extension/protocol/closeUp';
import { MapsFigure, mapsGrid } from '../charts/activationMaps';
import { PlotCanvas } from '../charts/canvas';
import { InputFigure, inputGrid } from '../charts/inputFigure';
import { KernelFigure, kernelGrid } from '../charts/kernelFigure';
import { tileAt, tileByKey, tilePlace, type TileGrid } from '../charts/tileGrid';
import { element, listen, setText, setVisible } from '../dom/element';
import { backgroundColor, resolveColor } from '../dom/themeColors';
import { plural } from '../models/units/unitsAnswer';

export interface ShownPictures {
  layer: string;
  word: string;
  pictures: PicturesAt;
  /** All channels on one scale, else each on its own. */
  isCommon: boolean;
  unit: number | null;
  isDead(unit: number): boolean;
  /** Of the moment the pictures are of, where it is not the one that is shown. */
  note: string;
}

interface Picker {
  canvas: PlotCanvas;
  grid: TileGrid | null;
  /** The unit that was last brought into view. */
  seen: number | null;
  chosen(): number;
  choose(index: number): void;
}

/** The kernels of a layer, and what it returns for an example that is chosen beside it. */
export class UnitPictures {
  readonly element: HTMLElement;
  private readonly kernels: Picker;
  private readonly examples: Picker;
  private readonly maps: Picker;
  private readonly kernelTitle = element('span');
  private readonly mapsTitle = element('span');
  private readonly kernelBlock: HTMLElement;
  private readonly mapsBlock: HTMLElement;
  private readonly badKey = element('span', { class: 'key box' }, 'not a number');
  private shown: ShownPictures | null = null;
  private unit: number | null = null;
  private example = 0;
  private kernelFigure: { of: string; figure: KernelFigure } | null = null;
  private mapsFigure: { of: string; figure: MapsFigure } | null = null;
  private inputFigure: InputFigure | null = null;
  private drawnFrom: PicturesAt | null = null;
  private drawnIn = '';

  /** @param onOpen Enter on a picture */
  constructor(onUnit: (unit: number) => void, onOpen: () => void) {
    const unit = (): number => this.unit ?? 0;
    const choose = (index: number): void => {
      // keys may come faster than pictures are drawn
      this.unit = index;
      onUnit(index);
    };
    this.kernels = picker(unit, choose, onOpen);
    this.maps = picker(unit, choose, onOpen);
    this.examples = picker(
      () => this.example,
      example => {
        this.example = example;
        if (this.shown) this.draw(this.shown);
      },
      onOpen,
    );
    this.badKey.style.setProperty('--c', 'var(--vscode-problemsErrorIcon-foreground)');
    const keys = element(
      'p',
      { class: 'keys' },
      key('below 0', 'yellow'),
      key('above 0', 'blue'),
      element('span', { class: 'key empty' }, 'all zero'),
      this.badKey,
    );
    this.kernelBlock = element(
      'div',
      {},
      element('h4', {}, this.kernelTitle),
      element('div', { class: 'tiles' }, this.kernels.canvas.element),
    );
    this.mapsBlock = element(
      'div',
      {},
      element('h4', {}, this.mapsTitle),
      this.examples.canvas.element,
      element('div', { class: 'tiles' }, this.maps.canvas.element),
    );
    this.element = element('div', { class: 'unit-pictures' }, this.kernelBlock, this.mapsBlock, keys);
  }

  draw(shown: ShownPictures): void {
    this.shown = shown;
    this.unit = shown.unit;
    const theme = resolveColor('var(--vscode-charts-blue)') + backgroundColor();
    if (this.drawnFrom !== shown.pictures || this.drawnIn !== theme) {
      this.kernelFigure = this.mapsFigure = this.inputFigure = null;
      const { kernels, maps } = shown.pictures;
      setVisible(
        this.badKey,
        [kernels, maps].some(p => p?.pixels.includes(notFinitePixel)),
      );
    }
    this.drawnFrom = shown.pictures;
    this.drawnIn = theme;
    this.drawKernels(shown);
    this.drawMaps(shown);
  }

  private drawKernels({ layer, word, pictures, isCommon, unit, note }: ShownPictures): void {
    const { kernels } = pictures;
    setVisible(this.kernelBlock, kernels !== null);
    if (!kernels) return;
    const { filters, total, channels, height, width } = kernels;
    const of = filters < total ? `the first ${filters} of ${plural(total, word)}` : plural(total, word);
    const colours = channels === 3 ? ', its 3 channels side by side' : '';
    const title = `${kernels.weight}: ${of} of ${height}×${width}${colours}${note}`;
    setText(this.kernelTitle, title);
    const { canvas } = this.kernels;
    const grid = kernelGrid(kernels, canvas.width);
    this.kernels.grid = grid;
    const { g } = canvas.begin(grid.height);
    const id = String(isCommon);
    if (this.kernelFigure?.of !== id) this.kernelFigure = { of: id, figure: new KernelFigure(kernels, isCommon) };
    this.kernelFigure.figure.draw(g, grid, unit);
    this.bringIntoView(this.kernels, unit);
    canvas.label(`${layer}, ${title}, as pictures.${chosenText(word, unit)}`);
  }

  private drawMaps({ layer, word, pictures, isCommon, unit, isDead, note }: ShownPictures): void {
    const { maps, inputs, examples } = pictures;
    setVisible(this.mapsBlock, maps !== null);
    if (!maps) return;
    this.example = Math.min(this.example, maps.examples - 1);
    const { channels, total, fullHeight, fullWidth, height, width } = maps;
    const of = channels < total ? `the first ${channels} of ${total}` : `${total}`;
    const size = fullHeight === 1 ? `${fullWidth} places` : `${fullHeight}×${fullWidth}`;
    const drawn = height < fullHeight || width < fullWidth ? `, drawn ${height}×${width}` : '';
    const number = (examples[this.example] ?? this.example) + 1;
    const title = `Activation maps for example ${number} of the batch: ${of} of ${size}${drawn}${note}`;
    setText(this.mapsTitle, title);

    this.inputFigure ??= new InputFigure(inputs);
    const { canvas: strip } = this.examples;
    const exampleGrid = inputGrid(inputs, maps.examples, strip.width);
    this.examples.grid = exampleGrid;
    this.inputFigure.draw(strip.begin(exampleGrid.height).g, exampleGrid, examples, this.example);
    const name = inputs?.name ? ` of ${inputs.name}` : '';
    strip.label(`${plural(maps.examples, 'example')}${name}. Example ${number} of the batch is chosen.`);

    const { canvas } = this.maps;
    const grid = mapsGrid(maps, canvas.width);
    this.maps.grid = grid;
    const id = `${this.example} ${isCommon}`;
    if (this.mapsFigure?.of !== id) this.mapsFigure = { of: id, figure: new MapsFigure(maps, this.example, isCommon) };
    this.mapsFigure.figure.draw(canvas.begin(grid.height).g, grid, unit, isDead);
    this.bringIntoView(this.maps, unit);
    canvas.label(`${layer}: ${title}.${chosenText(word, unit)}`);
  }

  /** Scrolls the pictures, not the page, to one that was chosen since. */
  private bringIntoView(picker: Picker, unit: number | null): void {
    if (unit === picker.seen || !picker.grid) return;
    picker.seen = unit;
    const box = picker.canvas.element.parentElement!;
    if (unit === null || unit >= picker.grid.count) return;
    const { y } = tilePlace(picker.grid, unit);
    if (y < box.scrollTop) box.scrollTop = y - 2;
    const end = y + picker.grid.tileHeight + 4 - box.clientHeight;
    if (end > box.scrollTop) box.scrollTop = end;
  }
}

const chosenText = (word: string, unit: number | null): string => (unit === null ? '' : ` ${word} ${unit} is chosen.`);

const key = (label: string, hue: string): HTMLElement => {
  const made = element('span', { class: 'key box' }, label);
  made.style.setProperty('--c', `var(--vscode-charts-${hue})`);
  return made;
};

/** A canvas of tiles of which one is chosen, by a click or the arrows. */
function picker(chosen: () => number, choose: (index: number) => void, onOpen: () => void): Picker {
  const made: Picker = { canvas: new PlotCanvas(true), grid: null, seen: null, chosen, choose };
  listen(made.canvas.element, {
    click: event => {
      const index = made.grid && tileAt(made.grid, event.offsetX, event.offsetY);
      if (index !== null) choose(index);
    },
    keydown: event => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.key === 'Enter') onOpen();
      else {
        const index = made.grid && tileByKey(made.grid, made.chosen(), event.key);
        if (index === null) return;
        choose(index);
      }
      event.preventDefault();
      event.stopPropagation();
    },
  });
  return made;
}
