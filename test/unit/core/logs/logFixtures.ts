import * as fs from 'node:fs';
import * as path from 'node:path';
import { valuesRecord, versionRecord, type EventValue } from '../../../../extension/core/runs/eventRecord';
import { joined } from '../../../../extension/core/runs/joined';

const fixtures = path.join(__dirname, '../../../fixtures/formats');
export const logFixtures = path.join(fixtures, 'tensorboard');

/** What TensorBoard's data server reads: by directory, run, plugin and tag. */
export interface ExpectedRun {
  scalars?: Record<string, [step: number, value: number | 'nan' | 'inf' | '-inf'][]>;
  histograms?: Record<string, { steps: number[]; rows: [left: number, right: number, count: number][] }>;
  images?: Record<string, number>;
  text?: Record<string, number>;
}
export const expectedLogs = JSON.parse(
  fs.readFileSync(path.join(fixtures, 'expectedTensorBoard.json'), 'utf8'),
) as Record<string, Record<string, ExpectedRun>>;

export const eventName = 'events.out.tfevents.1700000000.host.1.0';

/** Writes an event file with these values at each step; returns its path. */
export function writeEvents(folder: string, steps: [step: number, values: EventValue[]][], name = eventName): string {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  const timeMs = 1_700_000_000_000;
  fs.writeFileSync(
    file,
    joined([versionRecord(timeMs), ...steps.map(([step, values], i) => valuesRecord(timeMs + i * 1000, step, values))]),
  );
  return file;
}
