import assert from 'node:assert/strict';
import * as path from 'node:path';
import { LogDirectory } from '../../../../extension/core/logs/logDirectory';
import { decodeEvent } from '../../../../extension/core/logs/loggedEvent';
import { decodeHistogram } from '../../../../extension/core/logs/loggedHistogram';
import type { LogRun } from '../../../../extension/core/logs/logRun';
import { expectedLogs, logFixtures, type ExpectedRun } from './logFixtures';

describe('log directories that Keras, PyTorch and TensorFlow wrote', () => {
  for (const [name, runs] of Object.entries(expectedLogs))
    it(`${name} is read as TensorBoard reads it`, async () => {
      const log = new LogDirectory(path.join(logFixtures, name));
      await log.refresh();
      assert.deepEqual(log.problems, []);
      assert.deepEqual(log.runs.map(r => r.name).sort(), Object.keys(runs).sort());
      for (const run of log.runs) {
        assert.deepEqual(run.problems, []);
        assertRun(run, runs[run.name]!);
      }
    });
});

function assertRun(run: LogRun, expected: ExpectedRun): void {
  const tagsOf = (kind: string): string[] => [...run.series.values()].filter(s => s.kind === kind).map(s => s.tag);
  const { scalars = {}, histograms = {}, images = {}, text = {} } = expected;
  assert.deepEqual(tagsOf('scalar').sort(), Object.keys(scalars).sort());
  assert.deepEqual(tagsOf('histogram').sort(), Object.keys(histograms).sort());
  assert.deepEqual(tagsOf('image').sort(), Object.keys(images).sort());
  assert.deepEqual(
    tagsOf('text')
      .filter(tag => tag in text)
      .sort(),
    Object.keys(text).sort(),
  );
  for (const [tag, points] of Object.entries(scalars)) {
    const series = run.series.get(tag)!;
    // the data server gives no scalar of float64
    if (!points.length) assert.equal(series.isFloat32, false);
    else
      assert.deepEqual(
        series.steps.map((step, i) => [step, shown(series.scalars[i]!)]),
        points,
        tag,
      );
  }
  for (const [tag, { steps, rows }] of Object.entries(histograms)) {
    const series = run.series.get(tag)!;
    assert.deepEqual(series.steps, steps, tag);
    const event = decodeEvent(run.record(series, steps.length - 1), () => series.plugin);
    const histogram = decodeHistogram(event.values.find(v => v.tag === tag)!.message)!;
    assert.deepEqual(
      histogram.rows.map(r => r.count),
      rows.map(r => r[2]),
      tag,
    );
    // of old histograms TensorBoard leaves the outermost ends as they are: ours end where the values end
    for (const [i, { left, right }] of histogram.rows.entries()) {
      if (histogram.exact) {
        const { min, max } = histogram.exact;
        assert.equal(left, Math.max(min, Math.min(max, rows[i]![0])));
        assert.equal(right, Math.max(min, Math.min(max, rows[i]![1])));
      } else assert.deepEqual([left, right], rows[i]!.slice(0, 2));
    }
  }
}

const shown = (value: number): number | string =>
  Number.isNaN(value) ? 'nan' : Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf';
