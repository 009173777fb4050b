import { severities } from '../../../protocol/finding';
import { LayerglassError } from '../../../protocol/errors';
import type { FileFinding } from '../../../protocol/reader';
import { bytesOf } from '../tensors/storedTensor';
import { readNumbers } from '../tensors/tensorValues';
import type { FileFacts, FileRule, Found, KnownTensor } from './fileRule';
import { fileRules } from './fileRules';

const pieceValues = 65536;
/** Bytes that are read again for all rules together. */
const maxReadAgain = 2 ** 30;
/** More of one rule are told as one. */
const maxApart = 3;

/**
 * What the rules conclude from tensors that were read: most severe first. Reads few of them again. Throws LayerglassError
 * `cancelled`.
 * @param pause called with the bytes that were read again
 */
export async function fileFindings(
  format: string,
  tensors: readonly KnownTensor[],
  pause: (bytes: number) => Promise<void>,
  rules: readonly FileRule[] = fileRules,
): Promise<FileFinding[]> {
  const facts: FileFacts = { format, tensors, readAgain: rereader(pause) };
  const findings: FileFinding[] = [];
  for (const rule of rules) findings.push(...merged(rule, await rule.find(facts)));
  return findings.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

function rereader(pause: (bytes: number) => Promise<void>): FileFacts['readAgain'] {
  let left = maxReadAgain;
  return async (tensor, use) => {
    const { count } = tensor.entry;
    const bytes = count * Math.max(0.5, bytesOf(tensor.stored));
    if (bytes > left) return false;
    try {
      for (let first = 0; first < count; first += pieceValues) {
        const length = Math.min(pieceValues, count - first);
        left -= (bytes / count) * length;
        if (!use(readNumbers(tensor, first, length), first)) return true;
        await pause((bytes / count) * length);
      }
      return true;
    } catch (error) {
      // What cannot be read is a problem already.
      if (error instanceof LayerglassError && error.code !== 'cancelled') return false;
      throw error;
    }
  };
}

/** Few are told one by one; many in one, with what is known of the worst. */
function merged(rule: FileRule, all: readonly Found[]): FileFinding[] {
  const { id, severity, meaning, advice } = rule;
  const found = all.toSorted((a, b) => b.badness - a.badness);
  const findingOf = (own: Found): FileFinding => ({
    ...{ rule: id, severity: own.severity ?? severity },
    ...{ meaning: own.meaning ?? meaning, advice: own.advice ?? advice },
    ...{ tensors: own.tensors, message: own.message, evidence: own.evidence },
  });
  if (found.length <= maxApart) return found.map(findingOf);
  const [worst] = found;
  const tensors = found.flatMap(own => own.tensors);
  return [
    findingOf({
      ...worst!,
      tensors,
      message: rule.many(found.length),
      evidence: { found: found.length, ...worst!.evidence },
    }),
  ];
}
