import type { FileModel, TensorEntry } from '../../protocol/reader';

/**
 * Values in the stored weights of a model whose own count is not known: of a class whose layers only its code tells, or of
 * layers that were never called. null where the model's own count holds.
 */
export function uncountedWeights(
  { name, parameters, layers }: Pick<FileModel, 'name' | 'parameters' | 'layers'>,
  tensors: readonly TensorEntry[],
): number | null {
  if (parameters > 0 || layers.some(layer => layer.outputShape !== null)) return null;
  return tensors
    .filter(({ role, model }) => role === 'weight' && (model === null || model === name))
    .reduce((sum, { count }) => sum + count, 0);
}
