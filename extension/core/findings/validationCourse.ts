import type { EpochRecord } from '../../protocol/run';
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

const window = 3;
/** The mean over three epochs around one, fewer at the ends. */
export const around = (values: readonly number[], index: number): number =>
  meanOf(values.slice(Math.max(0, index - 1), index + 2));
export const newest = (values: readonly number[]): number => meanOf(values.slice(-window));
export const indexOfLowest = (values: readonly number[]): number => values.indexOf(Math.min(...values));
