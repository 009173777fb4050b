import type { Buckets } from '../../protocol/summary';
import type { ComparisonKernel } from './kernel/loadComparisonKernel';
import { cleanBuckets, cleanFound, type SummaryTally } from './summaryTally';

/** The kernel's counters are 32 bits wide. */
const maxCounted = 2 ** 31;
const allBuckets = new Uint16Array(65536).map((_, bucket) => bucket);

/** The buckets of differences, which the kernel counts where there is one: all of them, or a part of each piece. */
export class DifferenceBuckets {
  /** By the top 16 bits; null as long as the kernel's counters have it all. */
  private collected: Float64Array | null = null;
  private inKernel = 0;
  private readonly zeros = { both: 0, negative: 0 };

  constructor(private readonly kernel: ComparisonKernel | null) {}

  /** Counts differences of float32. */
  add(differences: Float32Array): void {
    this.collected ??= new Float64Array(65536);
    for (const pattern of new Uint32Array(differences.buffer)) this.collected[pattern >>> 16]!++;
    for (const value of differences)
      if (value === 0) this.addZeros({ both: 1, negative: Number(Object.is(value, -0)) });
  }

  /** The kernel has counted so many. */
  counted(values: number, zeros: { both: number; negative: number }): void {
    this.addZeros(zeros);
    this.inKernel += values;
    if (this.inKernel > maxCounted) this.collect();
  }

  private addZeros({ both, negative }: { both: number; negative: number }): void {
    this.zeros.both += both;
    this.zeros.negative += negative;
  }

  /** Moves what the kernel has counted, which cannot count on, over to `collected`. */
  private collect(): void {
    this.collected ??= new Float64Array(65536);
    const { foundBuckets, foundCounts, collect } = this.kernel!;
    const found = collect();
    for (let i = 0; i < found; i++) this.collected[foundBuckets[i]!]! += foundCounts[i]!;
    this.inKernel = 0;
  }

  /** Of all finite differences but zeros: where a part was counted, as many of each as there would be in all. Once. */
  finish({ moments, zeros }: SummaryTally): Buckets {
    const found = this.found();
    const there = found.count.reduce((sum, n) => sum + n, 0);
    const wanted = moments.count - zeros;
    return !there || there === wanted ? found : { ...found, count: found.count.map(n => (n * wanted) / there) };
  }

  private found(): Buckets {
    const { kernel } = this;
    const { both, negative } = this.zeros;
    if (kernel && !this.collected)
      return cleanFound(kernel.foundBuckets, kernel.foundCounts, kernel.collect(), both, negative);
    if (kernel) this.collect();
    return cleanBuckets(allBuckets, this.collected ?? [], this.collected ? 65536 : 0, both, negative);
  }
}
