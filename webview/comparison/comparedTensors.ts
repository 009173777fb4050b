import type { CheckpointComparison, TensorChange } from '../../extension/protocol/reader';
import type { Summary } from '../../extension/protocol/summary';
import type { PageContext } from '../controls/pageContext';
import type { TensorMove } from '../models/checkpointChanges';
import type { Loaded } from '../state/loaded';

/** Two whose tensors are compared, checkpoints or model files: what the sections on their changes take. */
export interface ComparedTensors {
  readonly page: PageContext;
  retry(): void;
  hasPair(): boolean;
  /** A and B are one and the same. */
  isSame(): boolean;
  comparison(): Loaded<CheckpointComparison> | null;
  /** How each tensor moved; null: not known yet. */
  moves(): TensorMove[] | null;
  /** The one that is looked into, once its comparison is there. */
  chosen(): TensorMove | null;
  /** Histograms and figures of a tensor in A and in B; null where one of them is not there yet, or cannot be read. */
  sides(change: TensorChange): { a: Summary; b: Summary } | null;
  /** Looks into that tensor. */
  select(move: TensorMove): void;
}
