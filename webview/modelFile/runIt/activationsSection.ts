import { formatShare } from '../../../extension/core/stats/formatFigure';
import type { FileActivation } from '../../../extension/protocol/fileRun';
import { MapsFigure } from '../../charts/activationMaps';
import { drawSegment, PlotCanvas } from '../../charts/canvas';
import { tileGrid } from '../../charts/tileGrid';
import { IconButton } from '../../controls/button';
import { DataTable } from '../../controls/dataTable';
import { Section } from '../../controls/section';
import { element, setVisible } from '../../dom/element';
import { fillColor, roleColor } from '../../dom/themeColors';
import { activationTable, mapsText, zeroShare } from '../../models/modelFile/activationTable';
import { shapeText } from '../../models/shapeText';
import { tableText } from '../../models/tableText';
import type { Part } from '../../state/drawScheduler';
import type { FileContext } from '../fileContext';
import type { RunState } from './runState';

const maxMaps = 12;
const tileSide = 30;
const stripWidth = 88;
const barsHeight = 30;

/** What each layer returned: maps, or values as bars, with the share of exact zeros; or all as a table. */
export class ActivationsSection extends Section implements Part {
  private readonly rows = element('div', { class: 'run-layers', role: 'list' });
  private readonly table = new DataTable({ label: 'Activations', maxRows: 24 });
  private readonly toggle: IconButton;

  constructor(
    private readonly context: FileContext,
    private readonly state: RunState,
  ) {
    super('Activations', 'run-activations');
    this.toggle = new IconButton('table', 'Show the table', () =>
      context.store.choose({ isTable: !context.store.selection.isTable }),
    );
    this.tools.append(new IconButton('copy', 'Copy the table', () => this.copy()).element, this.toggle.element);
    this.body.append(this.rows, this.table.element);
  }

  inputs(): readonly unknown[] {
    return [this.state.shown.result, this.context.store.selection.isTable];
  }

  draw(): void {
    const { result } = this.state.shown;
    const { isTable } = this.context.store.selection;
    setVisible(this.element, result !== null && result.layers.length > 0);
    if (!result?.layers.length) return;
    this.setAnswer([mapsText(result.layers, maxMaps)]);
    this.toggle.setPressed(isTable);
    this.toggle.label(isTable ? 'Show the pictures' : 'Show the table');
    setVisible(this.rows, !isTable);
    setVisible(this.table.element, isTable);
    if (isTable) {
      const { columns, rows } = activationTable(result);
      this.table.show(columns, rows);
    } else this.drawRows(result.layers);
  }

  private drawRows(layers: readonly FileActivation[]): void {
    const drawn = layers.map(layer => ({ layer, canvas: new PlotCanvas() }));
    this.rows.replaceChildren(
      element('span', { class: 'run-layers-head', 'aria-hidden': 'true' }, 'zero'),
      ...drawn.map(({ layer, canvas }) =>
        element(
          'div',
          { class: 'run-layer', role: 'listitem' },
          element(
            'span',
            { class: 'run-name', title: `${layer.name}, ${layer.className}` },
            element('b', {}, layer.name),
            element('small', {}, shapeText(layer.outputShape)),
          ),
          element('span', { class: 'run-drawn' }, canvas.element),
          element('span', { class: 'run-zero', title: 'share of exact zeros' }, formatShare(zeroShare(layer))),
        ),
      ),
    );
    // sizes are known once all are in the page
    for (const { layer, canvas } of drawn) drawLayer(layer, canvas);
  }

  private copy(): void {
    const { result } = this.state.shown;
    if (!result) return;
    this.context.ask('copy', { text: tableText(activationTable(result)) });
    this.context.announce('Copied.');
  }
}

function drawLayer({ name, maps, values }: FileActivation, canvas: PlotCanvas): void {
  if (maps) {
    const isStrip = maps.height === 1;
    const tileWidth = isStrip
      ? stripWidth
      : Math.max(4, Math.round((tileSide * maps.width) / Math.max(maps.height, maps.width)));
    const tileHeight = isStrip
      ? 10
      : Math.max(4, Math.round((tileSide * maps.height) / Math.max(maps.height, maps.width)));
    const fitting = Math.max(1, tileGrid(maxMaps, canvas.width, tileWidth, tileHeight).columns);
    const channels = Math.min(maps.channels, maxMaps, fitting);
    const grid = tileGrid(channels, canvas.width, tileWidth, tileHeight);
    canvas.label(`${channels} of ${maps.total} maps of ${name}`);
    new MapsFigure({ ...maps, channels }, 0, false).draw(canvas.begin(grid.height).g, grid, null, () => false);
  } else if (values) drawValues(values, canvas, name);
  else canvas.begin(4);
}

/** Values of units as bars from zero, all on the layer's own scale. */
function drawValues(values: readonly number[], canvas: PlotCanvas, name: string): void {
  canvas.label(`${values.length} values of ${name}`);
  const { g, width, height } = canvas.begin(barsHeight);
  const finite = values.filter(Number.isFinite);
  const high = Math.max(0, ...finite);
  const low = Math.min(0, ...finite);
  const scale = high > low ? (height - 2) / (high - low) : 0;
  const zero = 1 + high * scale;
  const step = width / values.length;
  const color = roleColor('activations');
  drawSegment(g, [0, Math.round(zero) + 0.5, width, Math.round(zero) + 0.5], roleColor('grid'));
  g.fillStyle = step >= 6 ? fillColor('activations', 0.5) : color;
  g.strokeStyle = color;
  g.lineWidth = 1;
  values.forEach((value, i) => {
    if (!Number.isFinite(value) || value === 0) return;
    const top = zero - Math.max(0, value) * scale;
    const tall = Math.max(1, Math.abs(value) * scale);
    const [x, w] = [i * step, Math.max(1, step >= 6 ? step - 2 : step * 0.8)];
    g.fillRect(x, top, w, tall);
    if (step >= 6) g.strokeRect(x + 0.5, top + 0.5, w - 1, tall - 1);
  });
}
