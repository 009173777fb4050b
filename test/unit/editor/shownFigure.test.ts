import assert from 'node:assert/strict';
import { shows } from '../../editor/driver/shownFigure';

describe('shownFigure', () => {
  for (const [text, value] of [
    ['0.123', 0.12345],
    ['−1,234', -1234.4],
    ['98.5 %', 0.98512],
    ['1.2e−5', 1.24e-5],
    ['0', 0],
    ['–', null],
  ] as const)
    it(`takes ${text} for ${value}`, () => assert.ok(shows(text, value)));

  for (const [text, value] of [
    ['0.123', 0.1241],
    ['–', 0],
    ['', 1],
    ['at epoch end', 1],
    ['98.5 %', 98.5],
    ['0.5', null],
  ] as const)
    it(`does not take ${text || 'nothing'} for ${value}`, () => assert.ok(!shows(text, value)));
});
