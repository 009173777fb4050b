import assert from 'node:assert/strict';
import { formatAge, formatTimeOfDay } from '../../../../extension/core/text/timeText';

const now = new Date(2026, 10, 24, 14, 30).getTime();

describe('formatTimeOfDay', () => {
  it('is the clock today, the day before that, the year before that', () => {
    assert.equal(formatTimeOfDay(new Date(2026, 10, 24, 9, 5).getTime(), now), '09:05');
    assert.equal(formatTimeOfDay(new Date(2026, 10, 23, 23, 59).getTime(), now), '23 Nov 23:59');
    assert.equal(formatTimeOfDay(new Date(2025, 0, 1, 0, 0).getTime(), now), '1 Jan 2025 00:00');
  });
});

describe('formatAge', () => {
  const ages: [number, string][] = [
    [-5000, 'just now'],
    [59_000, 'just now'],
    [60_000, '1 min ago'],
    [3_599_000, '59 min ago'],
    [3_600_000, '1 h ago'],
    [86_400_000, '1 day ago'],
    [86_400_000 * 2000, '2,000 days ago'],
  ];
  for (const [ageMs, text] of ages)
    it(`is ${text} after ${ageMs} ms`, () => assert.equal(formatAge(now - ageMs, now), text));
});
