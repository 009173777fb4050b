import { LayerglassError } from '../../protocol/errors';
import type { FileProblem } from '../../protocol/reader';

/** Problems of one file: what is told of more would only hide the first. */
const maxProblems = 1000;
export function addProblem(problems: FileProblem[], code: string, message: string, where: string): void {
  if (problems.length < maxProblems) problems.push({ code, message, where });
  else if (problems.length === maxProblems)
    problems.push({ code: 'more-problems', message: 'There are more problems than are listed.', where: '' });
}

/**
 * Adds what has failed as a problem, and returns it. Throws again what is no LayerglassError, and that a person has cancelled.
 * @param where what it is about, whatever the error itself says
 */
export function addFailure(problems: FileProblem[], error: unknown, where?: string): LayerglassError {
  if (!(error instanceof LayerglassError) || error.code === 'cancelled') throw error;
  addProblem(problems, error.code, `${error.message}.`, where ?? error.where);
  return error;
}

/** The same of an error that may not say what it is about. */
export const addFailureOf = (problems: FileProblem[], error: unknown, place: string): LayerglassError =>
  addFailure(problems, error, (error instanceof LayerglassError && error.where) || place);
