import type { KernelPictures } from '../../extension/protocol/closeUp';
import { PlotCanvas } from '../charts/canvas';
import { KernelPairFigure, pairGrid } from '../charts/kernelPairFigure';
import { Section } from '../controls/section';
import { element, setVisible } from '../dom/element';
import type { TensorMove } from '../models/checkpointChanges';
import { memoizeLast } from '../models/memoizeLast';
import type { Part } from '../state/drawScheduler';
import { at } from './checkpointPair';
import type { CheckpointChanges } from './checkpointChanges';
import { ReadState } from '../controls/readState';

const maxFilters = 64;

/** The filters of a convolution as pictures, A over B. */
export class KernelSection extends Section implements Part {
  private readonly canvas = new PlotCanvas();
  private readonly state: ReadState;
  private readonly figure = memoizeLast((a: KernelPictures, b: KernelPictures) => new KernelPairFigure(a, b));

  constructor(private readonly changes: CheckpointChanges) {
    super('Kernel', 'checkpoint-kernel');
    const key = (text: string, hue: string) => {
      const made = element('span', { class: 'key box' }, text);
      made.style.setProperty('--c', `var(--vscode-charts-${hue})`);
      return made;
    };
    this.state = new ReadState(() => changes.panel.data.checkpointReads.retry());
    this.tools.append(element('span', { class: 'group' }, key('below 0', 'yellow'), key('above 0', 'blue')));
    this.body.append(this.state.element, this.canvas.element);
  }

  inputs(): readonly unknown[] {
    const move = this.kernel();
    const [a, b] = move ? this.pictures(move) : [null, null];
    return [move, a?.value, b?.value, a?.error, b?.error];
  }

  draw(): void {
    const move = this.kernel();
    const [a, b] = move ? this.pictures(move) : [null, null];
    const isNone = (a && !a.isLoading && !a.error && !a.value) || (b && !b.isLoading && !b.error && !b.value);
    setVisible(this.element, move !== null && !isNone);
    if (!move || isNone) return;
    this.setTitle(`${move.layer} ${move.tensor}`);
    this.state.show(a?.error ? a : b?.error ? b : a?.value ? b : a, 'Reading the filters …');
    setVisible(this.canvas.element, Boolean(a?.value && b?.value));
    if (!a?.value || !b?.value) return;
    const { filters, total, channels, height, width } = b.value;
    const grid = pairGrid(a.value, b.value, this.canvas.width);
    const count = filters < total ? `The first ${filters} of ${total} filters` : `${total} filters`;
    const seen =
      grid.channels < channels
        ? `, the first ${grid.channels} of ${channels} channels`
        : channels > 1
          ? `, ${channels} channels each`
          : '';
    const answer = `${count} of ${height}×${width}${seen}, all on one scale.`;
    this.setAnswer([answer]);
    const { g } = this.canvas.begin(grid.height);
    this.figure(a.value, b.value).draw(g, grid);
    this.canvas.label(`${move.layer} ${move.tensor}, A over B: ${answer}`);
  }

  /** The tensor that is looked into where it is a convolution's kernel, else the first one that is. */
  private kernel(): TensorMove | null {
    const chosen = this.changes.chosen();
    if (chosen && isKernel(chosen)) return chosen;
    const moves = this.changes.moves() ?? [];
    const ofLayer = moves.find(m => m.layer === chosen?.layer && isKernel(m));
    return ofLayer ?? moves.find(isKernel) ?? null;
  }
  private pictures({ change }: TensorMove) {
    const { pair, panel } = this.changes;
    const [a, b] = [pair.a()!, pair.b()!];
    const read = (of: typeof a, name: string) =>
      panel.data.checkpointReads.get('checkpointPictures', { at: at(of), name, filters: maxFilters });
    return [read(a, change!.a), read(b, change!.b)] as const;
  }
}

/** Its first two axes are an image of more than one place. */
const isKernel = ({ change }: TensorMove): boolean =>
  change !== null && change.role === 'weight' && change.shape.length === 4 && change.shape[0]! * change.shape[1]! > 1;
