import { formatCount } from '../../stats/formatFigure';
import type { FileRule, KnownTensor } from './fileRule';
import { dataFormats } from './weightKinds';

/** NaN or infinity in a tensor. */
export const tensorNotFinite: FileRule = {
  id: 'tensor-not-finite',
  title: 'NaN or infinity in a stored tensor',
  severity: 'error',
  find: ({ tensors, format }) =>
    tensors
      // A log of figures is no model: what is NaN there is told where it is drawn.
      .filter(known => format !== 'tensorboard' && badValues(known) > 0 && !isMeant(known))
      .map(known => {
        const { nan, posInf, negInf, count } = known.summary;
        const { name } = known.tensor.entry;
        const bad = badValues(known);
        const what = nan === 0 ? 'infinite' : posInf + negInf === 0 ? 'NaN' : 'NaN or infinite';
        return {
          tensors: [name],
          message: `${formatCount(bad)} of ${formatCount(count)} values of ${name} are ${what}`,
          badness: bad / count,
          evidence: { nan, posInf, negInf, count },
          ...(isData(format) && ofData),
          ...(dataFormats.includes(format) && { severity: 'warning' as const }),
        };
      }),
  many: count => `${formatCount(count)} tensors hold NaN or infinity`,
  meaning: 'Whatever is computed with these values becomes NaN or infinite, so what the model returns is of no use.',
  advice: 'Go back to a checkpoint before they appeared, and train on from there with a smaller learning rate.',
};

/** Arrays in an `.npz` may be weights or anything else. */
const isData = (format: string): boolean => format === 'npz' || dataFormats.includes(format);
/** Of arrays that no training need have made. */
const ofData = {
  meaning: 'Whatever is computed with these values becomes NaN or infinite.',
  advice:
    'See whether they stand for what is missing; if not, where they come from: a division by zero, a number too large for its type.',
};

const badValues = ({ summary: { nan, posInf, negInf } }: KnownTensor): number => nan + posInf + negInf;

/** A best loss that has not been seen yet is infinite; so are masks of zeros and −∞, which are added before a softmax. */
function isMeant({ tensor: { entry }, summary: s }: KnownTensor): boolean {
  if (s.nan > 0) return false;
  return s.count === 1 || entry.role === 'other' || (s.posInf === 0 && s.negInf + s.zeros === s.count && s.zeros > 0);
}
