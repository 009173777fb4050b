// All weights of VGG-16's size to histograms in memory, against reading them once.
import { summarize } from '../../extension/core/stats/summarize';
import { median, milliseconds, ratio, type BenchTable } from './benchTable';

/** VGG-16's parameters. */
const count = 138_357_544;
const rounds = 9;

/** CPU milliseconds of the process. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
function timed(work: () => unknown): number {
  const before = cpuMs();
  work();
  return cpuMs() - before;
}

/** Sums of two uniform numbers, always the same. */
function weights(): Float32Array {
  const values = new Float32Array(count);
  let state = 1;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31;
  for (let i = 0; i < count; i++) values[i] = (next() + next()) * 0.02;
  return values;
}
function sumOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

export async function bench(): Promise<BenchTable[]> {
  const values = weights();
  const reading: number[] = [];
  const ours: number[] = [];
  let total = 0;
  for (let i = 0; i < rounds; i++) {
    reading.push(timed(() => (total += sumOf(values))));
    ours.push(timed(() => (total += summarize(values).count)));
  }
  if (Number.isNaN(total)) throw new Error('a sum is no number');
  const share = median(ours) / median(reading);
  return [
    {
      title: 'Histograms of 138 million weights',
      columns: ['', 'CPU time, median', 'ratio'],
      rows: [
        ['reading them once: their sum, in JavaScript', milliseconds(median(reading)), ''],
        ['summary with histogram', milliseconds(median(ours)), ratio(share)],
      ],
      goal: `at most 1.3 of reading them once, ${rounds} rounds`,
      isMet: share <= 1.3,
    },
  ];
}
