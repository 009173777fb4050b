import { formatCount } from '../../stats/formatFigure';
import type { FileFacts, FileRule, KnownTensor } from './fileRule';
import { isZero } from './weightKinds';

/** Variables whose slots of the optimizer are all exactly zero, while those of others are not. */
export const frozenSlots: FileRule = {
  id: 'frozen-slots',
  title: 'Weights that the optimizer never moved, while it moved others',
  severity: 'info',
  find: facts => {
    const variables = slotsOf(facts);
    const still = [...variables].filter(([, slots]) => slots.every(isZero));
    const moved = variables.size - still.length;
    const isMoved = (name: string): boolean => variables.get(name)?.some(known => !isZero(known)) ?? false;
    const frozen = still.filter(([variable]) => !kernelsBeside(variable).some(isMoved));
    if (frozen.length === 0 || moved === 0) return [];
    const names = frozen.map(([variable]) => variable);
    return [
      {
        tensors: frozen.flatMap(([, slots]) => slots.map(({ tensor }) => tensor.entry.name)),
        message:
          names.length === 1
            ? `${names[0]} was not trained: its optimizer slots are exactly zero`
            : `${commonPart(names)}${formatCount(names.length)} variables were not trained: their optimizer slots are exactly zero`,
        badness: names.length,
        evidence: { frozen: names.length, moved },
      },
    ];
  },
  many: count => `${formatCount(count)} groups of variables were not trained`,
  meaning: 'Their gradients were exactly zero in every step so far: they are frozen, or no loss depends on them.',
  advice: 'If they are meant to be trained, see that they reach the loss and are not cut off or frozen.',
};

/** The kernel of a bias: a normalization after both takes the bias away, whose gradients then are zero in every step. */
const kernelsBeside = (variable: string): string[] =>
  /bias(es)?$/.test(variable) ? ['kernel', 'weight', 'weights'].map(word => variable.replace(/bias(es)?$/, word)) : [];

/** What optimizers call the averages that they keep. */
const slotWord =
  /[._/](?:Adam(?:_\d+)?|Momentum|RMSProp(?:_\d+)?|Adagrad|m|v|vhat|momentum|velocity|exp_avg|exp_avg_sq|max_exp_avg_sq|momentum_buffer|square_avg|sum)(?::0)?$/;
const keptInName = /_(?:momentum|velocity|m|v)$/;

/** Averages by the variable that they are of. */
function slotsOf({ tensors }: FileFacts): Map<string, KnownTensor[]> {
  const variables = new Map<string, KnownTensor[]>();
  for (const known of tensors) {
    const { name, fullName, role, count } = known.tensor.entry;
    if (role !== 'optimizer' || count < 2) continue;
    const variable = variableOf(fullName ?? name);
    if (variable !== null) variables.set(variable, [...(variables.get(variable) ?? []), known]);
  }
  return variables;
}

/** Null where the name does not say that it is of an average. */
function variableOf(name: string): string | null {
  const slot = name.indexOf('/.OPTIMIZER_SLOT/');
  if (slot > 0) return name.slice(0, slot);
  for (const word of [slotWord, keptInName]) if (word.test(name)) return name.replace(word, '');
  return null;
}

/** `block1: ` where all are in it. */
function commonPart(names: readonly string[]): string {
  const parts = names.map(name => name.split(/[._/]/));
  let shared = 0;
  while (parts.every(p => p.length > shared + 1 && p[shared] === parts[0]![shared])) shared++;
  const length = parts[0]!.slice(0, shared).join('/').length;
  return length ? `${names[0]!.slice(0, length)}: ` : '';
}
