import { formatCount } from '../../stats/formatFigure';
import type { FileRule } from './fileRule';
import { isZero, kernelsOf, mayBeginAtZero } from './weightKinds';

/** Kernels whose values are all exactly zero. */
export const tensorAllZero: FileRule = {
  id: 'tensor-all-zero',
  title: 'A stored kernel that is all zero',
  severity: 'warning',
  find: facts =>
    kernelsOf(facts)
      .filter(known => isZero(known) && !mayBeginAtZero(known))
      .map(({ tensor: { entry }, summary: { count } }) => ({
        tensors: [entry.name],
        message: `${entry.name} is all zero`,
        badness: count,
        evidence: { count },
      })),
  many: count => `${formatCount(count)} kernels are all zero`,
  meaning: 'Nothing of what comes in passes through: the layer returns its bias, whatever the input.',
  advice:
    'See whether the layer begins at zero on purpose and was not trained yet, was pruned away, or was not copied when the file was written.',
};
