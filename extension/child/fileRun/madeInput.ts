import type { PixelScale } from '../../protocol/fileRun';
import type { HeldTensor } from '../watch/probe/probeBatch';

/** What a model is fed: one tensor for each of its inputs, with the examples first. */
export interface MadeInput {
  tensors: HeldTensor[];
  /** Which of the model's inputs it is for; the others are zero, or noise. */
  index: number;
  labels: string[];
  how: string;
  isGuessed: boolean;
  scale: PixelScale | null;
  notes: string[];
}

/** `28×28×1`; `?` for a size that is open. */
export const sizesText = (shape: readonly (number | null)[]): string => shape.map(n => n ?? '?').join('×');
