import type { StepRecord } from '../../protocol/run';
import type { LossBlock } from './findingRule';

const maxBlocks = 200;

/** The loss of a fit as means over blocks of steps. When there are too many, two neighbours become one. */
export class LossBlocks {
  private blocks: { step: number; count: number; sum: number }[] = [];
  private size = 1;

  add({ step, loss }: StepRecord): void {
    const last = this.blocks.at(-1);
    const value = loss ?? NaN;
    if (last && last.count < this.size) {
      last.step = step;
      last.count++;
      last.sum += value;
      return;
    }
    if (this.blocks.length === maxBlocks) this.halve();
    const newest = this.blocks.at(-1);
    if (newest && newest.count < this.size) this.add({ fit: 0, step, epoch: null, loss, learningRate: null });
    else this.blocks.push({ step, count: 1, sum: value });
  }

  /** Oldest first, at most 200. */
  all(): LossBlock[] {
    return this.blocks.map(({ step, count, sum }) => ({ step, count, loss: Number.isNaN(sum) ? null : sum / count }));
  }

  private halve(): void {
    this.size *= 2;
    const merged: typeof this.blocks = [];
    for (let i = 0; i < this.blocks.length; i += 2) {
      const [a, b] = [this.blocks[i]!, this.blocks[i + 1]];
      merged.push(b ? { step: b.step, count: a.count + b.count, sum: a.sum + b.sum } : a);
    }
    this.blocks = merged;
  }
}
