import { formatCount, formatFigure } from '../../stats/formatFigure';
import type { FileRule } from './fileRule';
import { isConstant, isZero, kernelsOf } from './weightKinds';

/** Kernels whose values are all the same, and not zero. */
export const tensorConstant: FileRule = {
  id: 'tensor-constant',
  title: 'A stored kernel whose values are all the same',
  severity: 'warning',
  find: facts =>
    kernelsOf(facts)
      .filter(known => isConstant(known) && !isZero(known))
      .map(({ tensor: { entry }, summary: { count, min } }) => ({
        tensors: [entry.name],
        message: `All values of ${entry.name} are ${formatFigure(min)}`,
        badness: count,
        evidence: { value: min ?? 0, count },
      })),
  many: count => `${formatCount(count)} kernels have one value throughout`,
  meaning: 'All units of the layer compute the same, and stay alike when they are trained.',
  advice:
    'Begin again with random values, unless it is an average that is meant to be fixed, or a scale that begins so.',
};
