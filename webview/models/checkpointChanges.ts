import { formatCount, formatFigure, formatShare } from '../../extension/core/stats/formatFigure';
import type { CheckpointComparison, TensorChange } from '../../extension/protocol/reader';
import type { CheckpointRecord } from '../../extension/protocol/run';
import { strong, type Answer } from './answer';
import type { Column, Row } from './cell';

/** How one tensor moved from A to B. */
export interface TensorMove {
  /** Its row: model, layer and tensor. */
  key: string;
  model: string;
  layer: string;
  tensor: string;
  /** ‖B − A‖ / ‖A‖; null where A is all zero, or something is not finite. */
  relative: number | null;
  /** Known from the comparison of the files alone; null where only the index is there. */
  change: TensorChange | null;
}

/** The tensor's own part of a name, and the rest: `a/b/kernel` is `a/b` and `kernel`. */
function parted(name: string): { layer: string; tensor: string } {
  const cut = name.lastIndexOf('/');
  return { layer: cut < 0 ? name : name.slice(0, cut), tensor: cut < 0 ? '' : name.slice(cut + 1) };
}

/** The tensors of a comparison in A's order; those of optimizers only where they are wanted, after the weights. */
export function movesOf({ tensors }: CheckpointComparison, hasOptimizer: boolean): TensorMove[] {
  const moves = tensors
    .filter(t => t.role !== 'optimizer' || hasOptimizer)
    .map((change): TensorMove => {
      const { b, model, layer, relativeChange } = change;
      // A layer's own name may hold `/`; what an optimizer keeps of a weight ends in that weight's name and its own.
      const cut = layer === null ? -1 : b.lastIndexOf(`${layer}/`);
      const names = cut < 0 ? parted(b) : { layer: layer!, tensor: b.slice(cut + layer!.length + 1) };
      return {
        key: `${model ?? ''}/${b}`,
        model: model ?? '',
        relative: relativeChange,
        change,
        ...names,
      };
    });
  const isOptimizer = (m: TensorMove) => Number(m.change?.role === 'optimizer');
  return moves.sort((x, y) => isOptimizer(x) - isOptimizer(y));
}

/**
 * What the index knows: the changes of a checkpoint since the one before it. null where A is not that one. Names there are
 * `model/layer/kernel`; a layer's own name may hold `/`.
 */
export function movesOfIndex(
  records: readonly CheckpointRecord[],
  a: CheckpointRecord,
  b: CheckpointRecord,
  models: readonly string[],
): TensorMove[] | null {
  const before = records[records.findIndex(r => r.path === b.path) - 1];
  if (before?.path !== a.path || !Object.keys(b.changes).length) return null;
  const known = [...models].sort((x, y) => y.length - x.length);
  return Object.entries(b.changes).map(([name, relative]) => {
    const model = known.find(m => name.startsWith(`${m}/`)) ?? '';
    return { key: name, model, relative, change: null, ...parted(model ? name.slice(model.length + 1) : name) };
  });
}

/** The round figure that the longest bar is measured by: 100 %, or less where nothing comes near it. */
export function changeTop(moves: readonly TensorMove[]): number {
  const most = Math.max(0, ...moves.map(m => m.relative ?? 0));
  if (most === 0) return 1;
  const decade = 10 ** Math.floor(Math.log10(most));
  const top = [1, 2, 4, 10].map(digit => digit * decade).find(t => t >= most * 0.999)!;
  return Number(top.toPrecision(3));
}
/** A share below 10, else a factor. */
export function changeText(value: number | null): string {
  if (value === null) return '–';
  return value >= 10 ? `×${formatFigure(value)}` : formatShare(value);
}

/** `top` is what a whole bar stands for. */
export const changeColumns = (top: number): Column[] => [
  { key: 'layer', head: 'tensor' },
  { key: 'tensor', head: '' },
  {
    key: 'bar',
    head: '‖B − A‖ / ‖A‖',
    title: `The norm of the difference over the norm of A; a whole bar is ${changeText(top)}`,
    isPainted: true,
    width: '40%',
  },
  { key: 'change', head: 'change', isNumber: true },
  { key: 'cosine', head: 'cosine', isNumber: true, hideBelow: 560, title: 'The cosine of the angle between A and B' },
  {
    key: 'difference',
    head: 'B − A, ±2 std of A',
    title: 'How the changes are spread; with more than a million values, those of one in 32',
    isPainted: true,
    width: '136px',
    hideBelow: 860,
  },
];

/** Its tensors were matched by shape and order, and not by name. */
const isGuess = ({ change }: TensorMove): boolean => change?.matchedBy === 'shape';
const guessTitle = 'A guess: matched by shape and order, not by name.';

export function changeRows(moves: readonly TensorMove[]): Row[] {
  const isSeveral = new Set(moves.map(m => m.model)).size > 1;
  const top = changeTop(moves);
  let before = '';
  return moves.map(m => {
    const layer = isSeveral && m.model ? `${m.model}/${m.layer}` : m.layer;
    const isFirst = layer !== before;
    before = layer;
    const { change } = m;
    const inA = change && change.a !== change.b ? `; in A ${change.a}` : '';
    return {
      key: m.key,
      isSelectable: true,
      cells: {
        layer: { text: isFirst ? layer : '', title: inA ? `${change!.b}${inA}` : layer },
        tensor: isGuess(m)
          ? { text: `${m.tensor} (?)`, isMuted: true, title: `${change!.b}${inA}. ${guessTitle}` }
          : { text: m.tensor, isMuted: true },
        bar: { share: m.relative === null ? null : Math.min(1, m.relative / top) },
        change:
          m.relative === null
            ? { text: '–', title: 'A is all zero, or something is not finite.' }
            : changeText(m.relative),
        cosine: change ? cosineText(change.cosine) : '',
        difference: change ? { summary: change.difference, reach: 2 * (change.std.a ?? 0) } : '',
      },
    };
  });
}
/** Near 1 two decimals would hide what is left. */
function cosineText(cosine: number | null): string {
  if (cosine === null) return '–';
  const decimals = Math.abs(cosine) > 0.995 && Math.abs(cosine) < 1 ? 4 : 2;
  return cosine.toFixed(decimals).replace('-', '−');
}

export const figureColumns: Column[] = [
  { key: 'name', head: 'tensor' },
  { key: 'change', head: 'change', isNumber: true },
  { key: 'cosine', head: 'cosine', isNumber: true },
  { key: 'most', head: 'most |B − A|', isNumber: true },
  { key: 'std', head: 'std of B − A', isNumber: true },
  { key: 'stdA', head: 'std of A', isNumber: true },
  { key: 'stdB', head: 'std of B', isNumber: true },
];
/** The same in figures: what stands in the charts' place. */
export const figureTable = (moves: readonly TensorMove[]): Row[] =>
  moves.map(m => ({
    key: m.key,
    isSelectable: true,
    cells: {
      name: `${[m.model, m.layer, m.tensor].filter(Boolean).join('/')}${isGuess(m) ? ' (?)' : ''}`,
      change: changeText(m.relative),
      cosine: m.change ? cosineText(m.change.cosine) : '',
      most: m.change ? formatFigure(m.change.maxAbsChange) : '',
      std: m.change ? formatFigure(m.change.difference.std) : '',
      stdA: m.change ? formatFigure(m.change.std.a) : '',
      stdB: m.change ? formatFigure(m.change.std.b) : '',
    },
  }));

interface LayerMove {
  layer: string;
  /** All its weights as one vector; null where it has no figure. */
  relative: number | null;
  isStill: boolean;
}
function layerMoves(moves: readonly TensorMove[]): LayerMove[] {
  const layers = new Map<string, { a: number; difference: number; most: number | null; isStill: boolean }>();
  for (const { layer, relative, change } of moves) {
    if (change?.role === 'optimizer') continue;
    const of = layers.get(layer) ?? { a: 0, difference: 0, most: null, isStill: true };
    of.a += (change?.norms.a ?? NaN) ** 2;
    of.difference += (change?.norms.difference ?? NaN) ** 2;
    if (relative !== null) of.most = Math.max(of.most ?? 0, relative);
    // A tensor that was all zero, as a bias is at first, has no figure and did move.
    of.isStill &&= change ? change.maxAbsChange === 0 : relative === 0;
    layers.set(layer, of);
  }
  return [...layers].map(([layer, { a, difference, most, isStill }]) => {
    const whole = a > 0 ? Math.sqrt(difference / a) : most;
    return { layer, relative: whole !== null && Number.isFinite(whole) ? whole : null, isStill };
  });
}
function mostMovedLayer(layers: readonly LayerMove[]): LayerMove | null {
  const known = layers.filter(l => l.relative !== null);
  return known.reduce<LayerMove | null>((x, y) => (x && x.relative! >= y.relative! ? x : y), null);
}

/** Which layer moved most, and which stood still. */
export function changeAnswer(moves: readonly TensorMove[]): Answer {
  if (!moves.length) return ['No tensor of A has one like it in B.'];
  const layers = layerMoves(moves);
  const still = layers.filter(l => l.isStill).map(l => l.layer);
  if (still.length === layers.length) return ['Nothing moved: the weights are the same.'];
  const most = mostMovedLayer(layers);
  if (!most) return ['No layer has a figure: all were zero in A, or are not finite.'];
  const rest = still.length
    ? `; ${still.slice(0, 2).join(', ')}${still.length > 2 ? ` and ${still.length - 2} more` : ''} stood still.`
    : '; no layer stood still.';
  return [strong(most.layer), ' moved most', rest];
}

/**
 * What was matched by a guess, what has nothing like it in the other one, and what was wrong; empty where there is none. What an optimizer keeps is not
 * there before the first step: it is listed only where it is compared.
 */
export function unmatchedText(comparison: CheckpointComparison, hasOptimizer: boolean): string[] {
  const { a, b, unmatched, problems } = comparison;
  const guesses = movesOf(comparison, hasOptimizer).filter(isGuess).length;
  const guessed = guesses
    ? `${formatCount(guesses)} matched by shape and order, not by name: guesses, marked (?).`
    : '';
  const list = (all: readonly string[], which: 'A' | 'B') => {
    const of = new Set((which === 'A' ? a : b).tensors.filter(t => t.role === 'optimizer').map(t => t.name));
    const names = all.filter(name => hasOptimizer || !of.has(name));
    if (!names.length) return '';
    const more = names.length > 8 ? ` and ${formatCount(names.length - 8)} more` : '';
    return `Only in ${which}: ${names.slice(0, 8).join(', ')}${more}.`;
  };
  return [guessed, list(unmatched.a, 'A'), list(unmatched.b, 'B'), ...problems.map(p => p.message)].filter(Boolean);
}

/** The move that is looked into: the chosen tensor, else the largest one of the layer that moved most. */
export function chosenMove(moves: readonly TensorMove[], name: string | null): TensorMove | null {
  const chosen = moves.find(m => m.change?.b === name);
  if (chosen) return chosen;
  const layer = mostMovedLayer(layerMoves(moves))?.layer;
  const size = ({ change }: TensorMove) => change?.shape.reduce((product, n) => product * n, 1) ?? 0;
  const weights = moves.filter(m => m.change?.role !== 'optimizer' && (layer === undefined || m.layer === layer));
  return weights.reduce<TensorMove | null>((x, y) => (x && size(x) >= size(y) ? x : y), null);
}

/** `58 ×102, 2 478 %`: the units that moved most, in words. */
export const unitsText = (units: TensorChange['units']): string =>
  units.map(({ unit, change }) => `${formatCount(unit)} (${changeText(change)})`).join(', ');
