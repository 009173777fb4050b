import { formatBound, isWholeType } from '../../../extension/core/stats/formatBound';
import { formatCount, formatFigure, formatShare } from '../../../extension/core/stats/formatFigure';
import type { FileFinding, FileProblem, TensorEntry, TensorFigures } from '../../../extension/protocol/reader';
import type { Summary } from '../../../extension/protocol/summary';
import type { Cell, Column, Row, TableSort } from '../cell';
import { zeroShare } from '../tensors';
import { tensorShapeText } from '../tensorNames/tensorRows';
import { dtypeText } from './dtypeText';
import { wrongChecksums } from './fileSummary';
import { findTensors, type FoundTensor } from './tensorFind';
import type { TensorGroup, TreePlace } from './tensorTree';

export const fileTensorColumns: readonly Column[] = [
  { key: 'name', head: 'tensor', isSortable: true },
  { key: 'shape', head: 'shape, dtype', hideBelow: 560 },
  { key: 'values', head: 'values', isNumber: true, isSortable: true, hideBelow: 860 },
  { key: 'distribution', head: 'distribution', isPainted: true, title: 'each on its own scale', width: '112px' },
  { key: 'mean', head: 'mean', isNumber: true, isSortable: true, hideBelow: 860 },
  { key: 'std', head: 'std', isNumber: true, isSortable: true },
  { key: 'min', head: 'min', isNumber: true, isSortable: true, hideBelow: 860 },
  { key: 'max', head: 'max', isNumber: true, isSortable: true, hideBelow: 860 },
  { key: 'zero', head: 'zero', isNumber: true, isSortable: true, hideBelow: 560 },
];

/** What rows of tensors are made from. */
export interface TensorTableInput {
  figures: ReadonlyMap<string, TensorFigures>;
  /** Names of the tensors that are damaged, and not shown all the same. */
  withheld: ReadonlySet<string>;
  /** The worst finding on a tensor. */
  findings: ReadonlyMap<string, FileFinding>;
  problems: ReadonlyMap<string, FileProblem>;
  state: 'waiting' | 'reading' | 'stopped' | 'done';
  /** The tensor that is being read, and how much of it. */
  under: { name: string; share: number } | null;
}

/** Tensors whose values are not what was written. A member of an archive is called as its tensor, with `.npy`. */
export function damagedTensors(
  tensors: readonly TensorEntry[],
  problems: readonly FileProblem[],
): Map<string, FileProblem> {
  const wrong = wrongChecksums(problems);
  if (!wrong.length) return new Map();
  const places = new Map(wrong.flatMap(p => [[p.where, p] as const, [p.where.replace(/\.npy$/, ''), p] as const]));
  return new Map(tensors.flatMap(({ name }) => (places.has(name) ? [[name, places.get(name)!] as const] : [])));
}

/** Which tensor is being read: the first in the file's order that has no figures yet. */
export function tensorUnderWay(
  tensors: readonly TensorEntry[],
  figures: ReadonlyMap<string, TensorFigures>,
  { done, read }: { done: number; read: number },
): TensorTableInput['under'] {
  const next = tensors[read];
  if (!next || figures.has(next.name)) return null;
  let before = 0;
  for (let i = 0; i < read; i++) before += tensors[i]!.bytes;
  return { name: next.name, share: next.bytes ? Math.min(1, Math.max(0, (done - before) / next.bytes)) : 0 };
}

/** Rows of the tree; cells are made when they come into view. */
export const treeRows = (places: readonly TreePlace[], input: TensorTableInput): Row[] =>
  places.map(({ node, level, isOpen }) =>
    node.kind === 'group'
      ? lazyRow({ key: node.key, level, isExpanded: isOpen }, () => groupCells(node, input))
      : tensorRow(node.tensor, treeName(node.label, node.tensor), input, level),
  );

/** Keras 3 calls a tensor by its number among its layer's, `vars/0`, which says nothing: its own name stands first, its end before all. */
function treeName(label: string, { name, fullName }: TensorEntry): Cell {
  if (fullName && /(^|\/)vars\/\d+$/.test(label)) {
    const start = fullName.lastIndexOf('/') + 1;
    const layer = fullName.slice(0, Math.max(0, start - 1));
    return { text: fullName.slice(start), small: layer ? `${layer} · ${label}` : label, title: `${name}: ${fullName}` };
  }
  return { text: label || '(no name)', title: name, small: fullName };
}

/** Rows of those that are found, or of all in the order of a column: flat. */
export function flatRows(
  tensors: readonly TensorEntry[],
  { find, sort }: { find: string; sort: TableSort | null },
  input: TensorTableInput,
): { rows: Row[]; total: number } {
  const { found, total } = findTensors(tensors, find);
  const rows = (sort ? sorted(found, sort, input.figures) : found).map(({ tensor, pieces }) =>
    tensorRow(tensor, tensor.name ? { pieces, title: tensor.name } : { text: '(no name)' }, input),
  );
  return { rows, total };
}

/** Rows of a layer's own tensors: called as their framework calls them, with the file's key after it. */
export const layerTensorRows = (tensors: readonly TensorEntry[], input: TensorTableInput): Row[] =>
  tensors.map(tensor =>
    tensorRow(
      tensor,
      { text: tensor.fullName ?? tensor.name, small: tensor.fullName && tensor.name, title: tensor.name },
      input,
    ),
  );

function sorted(found: readonly FoundTensor[], sort: TableSort, figures: TensorTableInput['figures']): FoundTensor[] {
  const sign = sort.isDescending ? -1 : 1;
  if (sort.column === 'name') {
    const { compare } = new Intl.Collator('en', { numeric: true });
    return [...found].sort((a, b) => sign * compare(a.tensor.name, b.tensor.name));
  }
  const figure = figureOf(sort.column, figures);
  const keyed = found.map(item => ({ item, value: figure(item.tensor) }));
  // What has no figure stands at the end, either way.
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return sign * (a.value - b.value);
  });
  return keyed.map(k => k.item);
}

function figureOf(column: string, figures: TensorTableInput['figures']): (tensor: TensorEntry) => number | null {
  if (column === 'values') return t => t.count;
  return ({ name }) => {
    const summary = figures.get(name)?.summary;
    if (!summary) return null;
    if (column === 'zero') return zeroShare(summary);
    const value = summary[column as 'mean' | 'std' | 'min' | 'max'];
    return value ?? null;
  };
}

function tensorRow(tensor: TensorEntry, name: Cell, input: TensorTableInput, level?: number): Row {
  const isWaiting = !input.figures.has(tensor.name) && input.state !== 'done';
  return lazyRow({ key: tensor.name, level, isMuted: isWaiting && input.under?.name !== tensor.name }, () =>
    tensorCells(tensor, name, input),
  );
}

function tensorCells(tensor: TensorEntry, name: Cell, input: TensorTableInput): Row['cells'] {
  const { figures, withheld, under, state } = input;
  const known = figures.get(tensor.name);
  const isUnder = under?.name === tensor.name;
  const mark = markOf(tensor.name, input, known?.summary ?? null);
  const about = {
    name: { ...name, ...mark, ...(isUnder && { isSpinning: true, small: formatShare(under.share) }) },
    shape: {
      text: tensorShapeText(tensor.shape),
      small: dtypeText(tensor) + trainedText(tensor),
      title: dtypeTitle(tensor),
    },
    values: formatCount(tensor.count),
  };
  if (withheld.has(tensor.name)) return { ...about, distribution: { text: 'withheld', isMuted: true } };
  if (!known) {
    const text = isUnder ? '' : state === 'done' ? 'not read' : state === 'stopped' ? 'stopped' : 'waiting';
    return { ...about, distribution: { text, isMuted: true } };
  }
  const { summary, exact } = known;
  if (!summary) return { ...about, distribution: { text: tensor.count ? 'no numbers' : 'empty', isMuted: true } };
  const { mean, std, min, max } = summary;
  const broken = summary.nan + summary.posInf + summary.negInf;
  const isConstant = min !== null && min === max && broken === 0;
  const figure = (value: number | null): string => formatFigure(value, 2);
  const bound = (value: number | null): string => formatBound(value, tensor.dtype, 2);
  return {
    ...about,
    distribution: isConstant
      ? { text: `all ${exact?.min ?? (isWholeType(tensor.dtype) ? bound(min) : wholeOr(min))}`, isMuted: true }
      : broken && min === null
        ? { text: 'no finite value', isMuted: true }
        : { summary },
    mean: isConstant ? bound(mean) : figure(mean),
    std: figure(std),
    min: exact ? { text: bound(min), title: exact.min } : bound(min),
    max: exact ? { text: bound(max), title: exact.max } : bound(max),
    zero: formatShare(zeroShare(summary)),
  };
}

const dtypeTitle = (tensor: TensorEntry): string => {
  const { shape, dtype, storedDtype } = tensor;
  const stored = storedDtype === undefined ? '' : `, stored as ${storedDtype}`;
  return `${tensorShapeText(shape)} ${dtype}${stored}${trainedText(tensor)}`;
};
/** As TensorFlow 1 says it of its variables. */
const trainedText = ({ isTrained }: TensorEntry): string =>
  isTrained === undefined ? '' : isTrained ? ', trained' : ', not trained';

/** What is wrong with a tensor, before its name. */
function markOf(name: string, { findings, problems }: TensorTableInput, summary: Summary | null): Cell {
  const problem = problems.get(name);
  if (problem) return { icon: { name: 'error', tone: 'error' }, title: `${name}: ${problem.message}` };
  const finding = findings.get(name);
  if (finding && finding.severity !== 'info')
    return { icon: { name: finding.severity, tone: finding.severity }, title: `${name}: ${finding.message}` };
  const broken = summary ? summary.nan + summary.posInf + summary.negInf : 0;
  if (!broken) return {};
  return {
    icon: { name: 'error', tone: 'error' },
    title: `${name}: ${formatCount(broken)} values are NaN or infinite`,
  };
}

/** Whole numbers are written whole: steps, counts. */
const wholeOr = (value: number): string =>
  Number.isSafeInteger(value) && Math.abs(value) >= 100 ? formatCount(value) : formatFigure(value);

function groupCells(node: TensorGroup, { figures }: TensorTableInput): Row['cells'] {
  let [low, high, read] = [Infinity, -Infinity, 0];
  for (const { name } of node.leaves) {
    const known = figures.get(name);
    if (!known) continue;
    read++;
    const std = known.summary?.std;
    if (typeof std !== 'number') continue;
    low = Math.min(low, std);
    high = Math.max(high, std);
  }
  const count = `${formatCount(node.leaves.length)} ${node.leaves.length === 1 ? 'tensor' : 'tensors'}`;
  const isPart = read > 0 && read < node.leaves.length;
  return {
    name: { text: node.label, ...(node.isOptimizer && { small: 'optimizer' }) },
    shape: { text: '', small: count },
    values: { text: formatCount(node.values), isMuted: true },
    distribution: isPart
      ? { text: `${formatCount(read)} of ${formatCount(node.leaves.length)} read`, isMuted: true }
      : '',
    std:
      low <= high
        ? {
            text: low === high ? formatFigure(low, 2) : `${formatFigure(low, 2)} … ${formatFigure(high, 2)}`,
            isMuted: true,
          }
        : '',
  };
}

/** A row whose cells are made when they are first asked for: of a hundred thousand rows a few dozen are in view. */
function lazyRow(facts: Omit<Row, 'cells'>, make: () => Row['cells']): Row {
  let cells: Row['cells'] | null = null;
  return {
    ...facts,
    isSelectable: true,
    get cells() {
      return (cells ??= make());
    },
  };
}

/** The worst finding on each tensor. */
export function findingByTensor(findings: readonly FileFinding[]): Map<string, FileFinding> {
  const worst = new Map<string, FileFinding>();
  for (const finding of findings) for (const name of finding.tensors) if (!worst.has(name)) worst.set(name, finding);
  return worst;
}
