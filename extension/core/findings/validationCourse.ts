import type { ModelInfo } from '../../protocol/model';
import type { EpochRecord, FitInfo } from '../../protocol/run';
import { meanOf, median } from './lossCourse';

/** The losses of a fit by epoch, training and validation side by side. */
export interface ValidationCourse {
  /** The epochs' own numbers. */
  epochs: number[];
  training: number[];
  validation: number[];
  /** How much the validation loss varies from epoch to epoch beside its trend, as a standard deviation. */
  noise: number;
}

/** null where an epoch has no finite validation loss, or there is none. */
export function validationCourse(epochs: readonly EpochRecord[]): ValidationCourse | null {
  const course: ValidationCourse = { epochs: [], training: [], validation: [], noise: 0 };
  for (const { epoch, metrics } of epochs) {
    const { loss, val_loss: validation } = metrics;
    if (typeof loss !== 'number' || typeof validation !== 'number') return null;
    course.epochs.push(epoch);
    course.training.push(loss);
    course.validation.push(validation);
  }
  // Second differences of a straight line are 0; of independent values they have the standard deviation √6 of theirs.
  const { validation } = course;
  const bends = validation.slice(2).map((v, i) => Math.abs(v - 2 * validation[i + 1]! + validation[i]!));
  course.noise = bends.length > 0 ? median(bends) / 0.6745 / Math.sqrt(6) : 0;
  return course;
}

/** Steps after which moving averages, which start at 0 and 1 and go on by a hundredth each step, are those of the data. */
const settlingSteps = 500;
/** False while a batch normalization still predicts with averages that are not those of the data: validation is worse for it. */
export function isSettled(model: ModelInfo, epochs: readonly EpochRecord[], { firstStep }: FitInfo): boolean {
  const hasAverages = model.layers.some(l => l.weights.some(w => w.name.startsWith('moving_')));
  return !hasAverages || (epochs.at(-1)?.step ?? 0) - firstStep >= settlingSteps;
}

const window = 3;
/** The mean over three epochs around one, fewer at the ends. */
export const around = (values: readonly number[], index: number): number =>
  meanOf(values.slice(Math.max(0, index - 1), index + 2));
export const newest = (values: readonly number[]): number => meanOf(values.slice(-window));
export const indexOfLowest = (values: readonly number[]): number => values.indexOf(Math.min(...values));
