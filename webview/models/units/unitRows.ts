import { formatCount, formatFigure, formatShare } from '../../../extension/core/stats/formatFigure';
import type { PicturesAt, UnitFigures } from '../../../extension/protocol/closeUp';
import type { Cell, Column, Row, TableSort } from '../cell';
import { unitStates, type UnitState } from './unitStates';
import { stateWord } from './unitsAnswer';

export interface Units {
  figures: UnitFigures;
  states: readonly UnitState[];
  word: string;
  pictures: PicturesAt | null;
}
type Figure = (units: Units, unit: number) => number | null;

interface UnitColumn extends Column {
  /** What the column shows and sorts by; null where there is nothing. */
  figure: Figure;
  cell(value: number | null, units: Units, unit: number): Cell | string;
  /** Left out of the short list beside pictures. */
  isForTable?: boolean;
}

const at =
  (name: Exclude<keyof UnitFigures, 'values'>): Figure =>
  ({ figures }, unit) =>
    Number.isNaN(figures[name][unit]) ? null : figures[name][unit]!;
const figureColumn = (key: string, figure: Figure, extra: Partial<UnitColumn> = {}): UnitColumn => ({
  ...{ key, head: key, isNumber: true, isSortable: true, figure },
  cell: value => formatFigure(value),
  ...extra,
});
const shareCell = (value: number | null): string => formatShare(value);

const columns: readonly UnitColumn[] = [
  {
    ...{ key: 'unit', head: 'unit', isSortable: true },
    figure: (_, unit) => unit,
    cell: (_, { word }, unit) => `${word} ${formatCount(unit)}`,
  },
  {
    ...{ key: 'zeroBar', head: 'zero', isPainted: true, isSortable: true },
    title: 'Share of its values that are zero',
    figure: at('zeros'),
    cell: (value, { states }, unit) => ({ share: value, isMuted: states[unit] === 'dead' }),
  },
  figureColumn('zeros', at('zeros'), { head: 'zero', cell: shareCell, isForTable: true }),
  figureColumn('atBound', at('atBound'), {
    head: 'at bound',
    title: 'Share of its values at a bound of the activation',
    cell: shareCell,
    isForTable: true,
  }),
  figureColumn('notFinite', at('notFinite'), {
    head: 'NaN, ∞',
    title: 'Share of its values that are no numbers or infinite',
    cell: shareCell,
    isForTable: true,
  }),
  figureColumn('mean', at('mean'), { isForTable: true, hideBelow: 560 }),
  figureColumn('std', at('std')),
  figureColumn('min', at('min'), { isForTable: true }),
  figureColumn('max', at('max'), { isForTable: true }),
  figureColumn('kernel', ({ pictures }, unit) => pictures?.kernels?.scales[unit] ?? null, {
    head: 'kernel |max|',
    title: 'Greatest magnitude in its kernel',
    isForTable: true,
    hideBelow: 560,
  }),
  {
    ...{ key: 'state', head: 'state', isSortable: true },
    figure: ({ states }, unit) => unitStates.indexOf(states[unit]!),
    cell: (_, { states }, unit) => stateCell(states[unit]!),
  },
];

function stateCell(state: UnitState): Cell | string {
  if (state === 'ok') return '';
  return { text: stateWord(state), icon: { name: 'warning', tone: state === 'notFinite' ? 'error' : 'warning' } };
}

/** `list`: what stands beside pictures; `wide`: all that is known, a bar for the share of zeros; `table`: all of it in figures. */
export type UnitsForm = 'list' | 'wide' | 'table';

export const unitColumns = ({ figures, pictures }: Units, form: UnitsForm): UnitColumn[] =>
  columns.filter(({ key, isForTable }) => {
    const isTable = form !== 'list';
    if (key === 'zeroBar') return form !== 'table';
    if (key === 'zeros') return form === 'table';
    // a bound that nothing reaches, or numbers throughout, are no columns
    if (key === 'atBound') return isTable && figures.atBound.some(share => share > 0);
    if (key === 'notFinite') return isTable && figures.notFinite.some(share => share > 0);
    if (key === 'kernel') return isTable && pictures?.kernels != null;
    return isTable || !isForTable;
  });

/** Units in their rows: what is to be looked at first, or as a head says; equal ones in their order. */
export function unitRows(units: Units, shown: readonly UnitColumn[], sort: TableSort | null): Row[] {
  const by = columns.find(c => c.key === sort?.column) ?? columns.at(-1)!;
  const sign = sort?.isDescending ? -1 : 1;
  const figures = units.states.map((_, unit) => by.figure(units, unit));
  const order = figures.map((_, unit) => unit);
  order.sort((p, q) => {
    const [a, b] = [figures[p]!, figures[q]!];
    // what has no figure comes last, whatever the order
    if (a === null || b === null) return Number(a === null) - Number(b === null) || p - q;
    return sign * (a - b) || p - q;
  });
  return order.map(unit => new UnitRow(units, shown, unit));
}

/** Its cells are made when it comes into view: a layer may have ten thousand units. */
class UnitRow implements Row {
  readonly key: string;
  readonly isSelectable = true;
  private made: Row['cells'] | null = null;

  constructor(
    private readonly units: Units,
    private readonly shown: readonly UnitColumn[],
    private readonly unit: number,
  ) {
    this.key = String(unit);
  }
  get cells(): Row['cells'] {
    const { units, unit } = this;
    this.made ??= Object.fromEntries(this.shown.map(c => [c.key, c.cell(c.figure(units, unit), units, unit)]));
    return this.made;
  }
}

/** One unit in a line, under the pictures. */
export function unitCaption({ figures, states, word }: Omit<Units, 'pictures'>, unit: number): string {
  const state = stateWord(states[unit]!);
  const parts = [
    state,
    `zero ${formatShare(figures.zeros[unit])}`,
    `mean ${formatFigure(figures.mean[unit])}`,
    `std ${formatFigure(figures.std[unit])}`,
    `max ${formatFigure(figures.max[unit])}`,
  ];
  return `${word} ${formatCount(unit)}: ${parts.filter(Boolean).join(', ')}`;
}
