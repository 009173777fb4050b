import type { CheckpointComparison, TensorChange } from '../../../extension/protocol/reader';
import type { Summary } from '../../../extension/protocol/summary';
import type { ComparedTensors } from '../../comparison/comparedTensors';
import { chosenMove, movesOf, type TensorMove } from '../../models/checkpointChanges';
import { memoizeLast } from '../../models/memoizeLast';
import type { Loaded } from '../../state/loaded';
import type { FileContext } from '../fileContext';

/** This file and another one: A and B, or the other way round. */
export class ComparedFiles implements ComparedTensors {
  private readonly movesOf = memoizeLast(movesOf);

  constructor(readonly page: FileContext) {}

  retry(): void {
    this.page.answers.retry();
  }
  hasPair(): boolean {
    return this.page.store.data.other !== null;
  }
  isSame(): boolean {
    return false;
  }
  /** Names of A and B. */
  names(): { a: string; b: string } {
    const { name, other } = this.page.store.data;
    const both = { a: name, b: other?.name ?? '' };
    return this.page.store.selection.isSwapped ? { a: both.b, b: both.a } : both;
  }
  comparison(): Loaded<CheckpointComparison> | null {
    if (!this.hasPair()) return null;
    return this.page.answers.get('comparison', { isSwapped: this.page.store.selection.isSwapped });
  }
  moves(): TensorMove[] | null {
    const comparison = this.comparison()?.value;
    return comparison ? this.movesOf(comparison, this.page.store.selection.hasOptimizer) : null;
  }
  chosen(): TensorMove | null {
    const moves = this.moves();
    const move = moves && chosenMove(moves, this.page.store.selection.tensorName);
    return move?.change ? move : null;
  }
  sides({ a, b }: TensorChange): { a: Summary; b: Summary } | null {
    const { isSwapped } = this.page.store.selection;
    const own = this.page.store.data.figures.get(isSwapped ? b : a)?.summary;
    const other = this.page.answers.get('otherSummaries', { names: [isSwapped ? a : b] }).value?.tensors[0]?.summary;
    if (!own || !other) return null;
    return isSwapped ? { a: other, b: own } : { a: own, b: other };
  }
  select(move: TensorMove): void {
    if (move.change) this.page.store.choose({ tensorName: move.change.b });
  }
}
