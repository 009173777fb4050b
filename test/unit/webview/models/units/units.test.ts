import assert from 'node:assert/strict';
import { unbounded } from '../../../../../extension/core/stats/activationBounds';
import { UnitTally } from '../../../../../extension/core/stats/unitTally';
import type { UnitFigures } from '../../../../../extension/protocol/closeUp';
import { answerText } from '../../../../../webview/models/answer';
import { unitCaption, unitColumns, unitRows } from '../../../../../webview/models/units/unitRows';
import { countStates, statesOf, type UnitState } from '../../../../../webview/models/units/unitStates';
import { unitsAnswer } from '../../../../../webview/models/units/unitsAnswer';
import { kernelPictures } from '../../../core/runs/closeUpFixtures';

/** Figures of units, each with its own values. */
function figuresOf(units: number[][], bounds = unbounded): UnitFigures {
  const tally = new UnitTally(units.length, bounds);
  tally.add(Float32Array.from(units[0]!.flatMap((_, place) => units.map(values => values[place]!))));
  return tally.figures()!;
}
const repeated = (value: number, count: number): number[] => new Array<number>(count).fill(value);
const many = (state: UnitState, count: number): UnitState[] => new Array<UnitState>(count).fill(state);

describe('statesOf', () => {
  it('tells what is to be looked at, the worst first', () => {
    const mixed = [0, 0, 1, 2];
    const figures = figuresOf([mixed, repeated(0, 4), repeated(-10.5, 4), [0, 0, NaN, 0], [1, Infinity, 0, 0]]);
    assert.deepEqual(statesOf(figures), ['ok', 'dead', 'constant', 'notFinite', 'notFinite']);
  });
  it('agrees with the count of the probe right at the limit, though shares have 32 bits', () => {
    const tally = new UnitTally(2, { low: -0.98, high: 0.98 });
    for (let i = 0; i < 20; i++) tally.add(Float32Array.from([i === 0 ? 0 : 1, i < 2 ? 0 : 1]));
    assert.deepEqual(tally.counts(), { count: 2, dead: 0, saturated: 1 });
    assert.deepEqual(statesOf(tally.figures()!), ['saturated', 'ok']);
  });
  it('calls no unit constant for its only value', () => {
    assert.deepEqual(statesOf(figuresOf([[3], [0]])), ['ok', 'dead']);
  });
});

describe('unitsAnswer', () => {
  const cases: [UnitState[], string][] = [
    [[...many('dead', 11), ...many('ok', 53)], '17 % of 64 filters never fire.'],
    [many('ok', 64), 'All 64 filters fire.'],
    [many('ok', 1), 'The one filter fires.'],
    [many('dead', 10), 'All 10 filters never fire.'],
    [[...many('dead', 1), ...many('ok', 63)], '1 of 64 filters never fires.'],
    [[...many('dead', 2), ...many('saturated', 3), ...many('ok', 5)], '2 of 10 filters never fire, 3 are saturated.'],
    [
      [...many('notFinite', 1), ...many('constant', 50), ...many('ok', 49)],
      '1 of 100 filters gives values that are no numbers, 50 % never change.',
    ],
    [[...many('dead', 1), ...many('ok', 9_999)], '1 of 10,000 filters never fires.'],
  ];
  for (const [states, text] of cases) it(text, () => assert.equal(answerText(unitsAnswer(states, 'filter')), text));
});

describe('unitRows', () => {
  const figures = figuresOf([[1, 2, 3, 0], repeated(0, 4), [9, 0, 0, 0], [NaN, NaN, NaN, NaN]]);
  const units = { figures, states: statesOf(figures), word: 'unit', pictures: null };
  const keys = (sort: Parameters<typeof unitRows>[2]) =>
    unitRows(units, unitColumns(units, 'table'), sort).map(r => r.key);

  it('has what is to be looked at first, then the order of the units', () => {
    assert.deepEqual(keys(null), ['3', '1', '0', '2']);
  });
  it('sorts by a column; units without a figure come last either way', () => {
    assert.deepEqual(keys({ column: 'std', isDescending: true }), ['2', '0', '1', '3']);
    assert.deepEqual(keys({ column: 'std', isDescending: false }), ['1', '0', '2', '3']);
    assert.deepEqual(keys({ column: 'unit', isDescending: true }), ['3', '2', '1', '0']);
  });
  it('shows figures in words', () => {
    const rows = unitRows(units, unitColumns(units, 'table'), null);
    assert.deepEqual(rows[1]!.cells, {
      unit: 'unit 1',
      zeros: '100 %',
      notFinite: '0 %',
      ...{ mean: '0', std: '0', min: '0', max: '0' },
      state: { text: 'never fires', icon: { name: 'warning', tone: 'warning' } },
    });
    assert.equal(rows[0]!.cells.mean, '–');
    assert.equal(unitCaption(units, 0), 'unit 0: zero 25 %, mean 1.50, std 1.12, max 3.00');
  });
  it('has columns only for what there is', () => {
    const heads = (form: Parameters<typeof unitColumns>[1], patch = {}) =>
      unitColumns({ ...units, ...patch }, form).map(c => c.key);
    assert.deepEqual(heads('list'), ['unit', 'zeroBar', 'std', 'state']);
    assert.deepEqual(heads('wide'), ['unit', 'zeroBar', 'notFinite', 'mean', 'std', 'min', 'max', 'state']);
    const pictures = {
      examples: [],
      inputs: null,
      maps: null,
      kernels: kernelPictures(),
      fit: 0,
      model: '',
      step: 0,
      epoch: 0,
    };
    assert.ok(heads('table', { pictures }).includes('kernel'));
    const bounded = figuresOf([repeated(1, 4)], { low: -1, high: 1 });
    assert.ok(heads('table', { figures: bounded }).includes('atBound'));
  });
  it('has every unit once, ten thousand of them', () => {
    const wide = figuresOf(Array.from({ length: 10_000 }, (_, i) => [i % 3, i % 7]));
    const all = { figures: wide, states: statesOf(wide), word: 'unit', pictures: null };
    const rows = unitRows(all, unitColumns(all, 'table'), { column: 'mean', isDescending: true });
    assert.equal(new Set(rows.map(r => r.key)).size, 10_000);
    assert.equal(countStates(all.states).dead, Math.ceil(10_000 / 21));
  });
});
