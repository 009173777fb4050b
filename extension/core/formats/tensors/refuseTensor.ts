import { LayerglassError } from '../../../protocol/errors';
import type { FileProblem } from '../../../protocol/reader';
import { addFailure, addProblem } from '../fileProblems';
import { brokenSource } from '../sources/brokenSource';
import type { StoredTensor } from './storedTensor';

/** Says what is wrong with a tensor, which is listed all the same and cannot be read. @param message with its full stop */
export function refuseTensor(tensor: StoredTensor, problems: FileProblem[], code: string, message: string): void {
  const { name } = tensor.entry;
  addProblem(problems, code, message, name);
  tensor.source = brokenSource(new LayerglassError(code, message.slice(0, -1), { where: name }));
}

/** The same with what has failed. Throws what is no LayerglassError. */
export function failTensor(tensor: StoredTensor, problems: FileProblem[], error: unknown): void {
  tensor.source = brokenSource(addFailure(problems, error, tensor.entry.name));
}
