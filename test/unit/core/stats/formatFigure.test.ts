import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatBytes,
  formatCount,
  formatFigure,
  formatGrowth,
  formatLoss,
  formatQuantity,
  formatRate,
  formatShare,
  formatTick,
  groupThousands,
} from '../../../../extension/core/stats/formatFigure';

const table = <T>(format: (value: T) => string, expected: [T, string][]) =>
  expected.forEach(([value, text]) => assert.equal(format(value), text, String(value)));

describe('formatFigure', () => {
  it('has three significant figures, a real minus, and exponents beyond 0.001 and 100,000', () =>
    table<number | null>(formatFigure, [
      [null, '–'],
      [0, '0'],
      [-0, '0'],
      [1, '1.00'],
      [-0.0312, '−0.0312'],
      [12.345, '12.3'],
      [99.96, '100'],
      [1792, '1,792'],
      [-1792.4, '−1,792'],
      [100_000, '100,000'],
      [99_999.6, '100,000'],
      [123_456, '1.23e5'],
      [-2e7, '−2e7'],
      [0.001, '0.00100'],
      [0.0009999996, '0.00100'],
      [0.00099, '9.9e−4'],
      [1.234e-7, '1.23e−7'],
      [1e-45, '1e−45'],
      [NaN, 'NaN'],
      [Infinity, '∞'],
      [-Infinity, '−∞'],
    ]));

  it('says the number to three figures, whatever it is', () =>
    fc.assert(
      fc.property(fc.double({ min: -1e300, max: 1e300, noNaN: true }), value => {
        const back = Number(formatFigure(value).replaceAll('−', '-').replaceAll(',', ''));
        assert.ok(Math.abs(back - value) <= Math.abs(value) * 0.00501, formatFigure(value));
      }),
    ));
});

describe('other figures in text', () => {
  it('counts', () =>
    table(formatCount, [
      [0, '0'],
      [999, '999'],
      [1_792, '1,792'],
      [138_357_544, '138,357,544'],
    ]));
  it('shares', () =>
    table<number | null>(formatShare, [
      [null, '–'],
      [0, '0 %'],
      [0.0004, '< 0.1 %'],
      [0.034, '3.4 %'],
      [0.72, '72 %'],
      [0.995, '99.5 %'],
      [0.99999, '> 99.9 %'],
      [1, '100 %'],
    ]));
  it('thousands in a text', () =>
    assert.equal(groupThousands('128·3136 + 128 = 401536, 999'), '128·3,136 + 128 = 401,536, 999'));

  it('growth', () =>
    table<number | null>(formatGrowth, [
      [180, '×180'],
      [1 / 12, '÷12'],
      [1, '×1.0'],
      [0.96, '×1.0'],
      [0.95, '÷1.1'],
      [null, '–'],
      [0, '–'],
      [Infinity, '–'],
    ]));
  it('losses', () =>
    table<number | null>(formatLoss, [
      [0.0391, '0.0391'],
      [2.302585, '2.3026'],
      [0, '0.0000'],
      [-0.5, '−0.5000'],
      [15_083, '15,083'],
      [1e-7, '1e−7'],
      [null, '–'],
    ]));
  it('rates', () =>
    table<number | null>(formatRate, [
      [0.001, '1e−3'],
      [0.0003, '3e−4'],
      [0.01, '0.01'],
      [1, '1'],
      [0, '0'],
      [null, '–'],
    ]));
  it('bytes', () =>
    table(formatBytes, [
      [0, '0 B'],
      [999, '999 B'],
      [1_700_000, '1.7 MB'],
      [302_000_000, '302 MB'],
      [999_999, '1 MB'],
      [2_000_000_000, '2 GB'],
    ]));
  it('ticks', () =>
    table(formatTick, [
      [0, '0'],
      [-0.5, '−0.5'],
      [100, '100'],
      [1000, '1,000'],
      [1e4, '10⁴'],
      [-1e4, '−10⁴'],
      [1e-3, '10⁻³'],
      [0.1, '0.1'],
      [1e12, '10¹²'],
    ]));
});

describe('formatQuantity', () => {
  it('has three significant figures and the unit of large counts', () =>
    table(formatQuantity, [
      [0, '0'],
      [1792, '1,792'],
      [9999, '9,999'],
      [40_960, '41.0 k'],
      [86_704_128, '86.7 M'],
      [999_950_000, '1.00 G'],
      [1_849_688_064, '1.85 G'],
      [15_470_264_320, '15.5 G'],
      [3.2e15, '3,200 T'],
      [-86_704_128, '−86.7 M'],
    ]));
});
