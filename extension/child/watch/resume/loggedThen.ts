import type { LoadedCheckpoint } from './loadResume';

/** What a batch of the checkpoint's epoch logged, `count` numbers, the loss first; NaN for those that nobody knows. */
export function loggedThen({ content, facts, earlier }: LoadedCheckpoint, batch: number, count: number): number[] {
  const logged = Object.entries(facts.batchLogs[batch] ?? {});
  const values = logged.filter(([name]) => name !== 'batch' && name !== 'size').map(([, value]) => value ?? NaN);
  const firstOfEpoch = content.step - content.batch;
  if (!values.length) values.push(earlier.lossAt(firstOfEpoch + batch + 1) ?? NaN);
  while (values.length < count) values.push(NaN);
  return values;
}
