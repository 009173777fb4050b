import { formatCount } from '../../stats/formatFigure';
import type { FileFacts, FileRule, Found, KnownTensor } from './fileRule';
import { embeddingsOf, isConstant, kernelsOf } from './weightKinds';

const minValues = 64;
/** Copies that are kept on purpose. */
const copyWords = new Set(
  'target ema teacher swa average averaged avg best copy backup old prev shadow master fp32 momentum reference ref'.split(
    ' ',
  ),
);
const isCopy = (name: string): boolean =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some(word => copyWords.has(word));

/** Kernels of one shape with the same values, that are not one and the same in the file. */
export const duplicatedLayers: FileRule = {
  id: 'duplicated-layers',
  title: 'Two stored kernels with the same values',
  severity: 'warning',
  find: async facts => {
    const found: Found[] = [];
    for (const alike of alikeOf(facts)) {
      const same = new Map<string, KnownTensor[]>();
      for (const known of alike) {
        const digest = await digestOf(facts, known);
        if (digest) same.set(digest, [...(same.get(digest) ?? []), known]);
      }
      for (const [first, ...others] of same.values()) if (others.length) found.push(foundIn(first!, others));
    }
    return found;
  },
  many: count => `${formatCount(count)} kernels have copies with the same values`,
  meaning:
    'Layers that were trained apart never get the same values: one was copied over the other, or neither was trained.',
  advice: 'See how the file was written; two layers that are meant to be one can share their weights.',
};

/** Kernels whose figures are equal, in the order in which they are stored. */
function alikeOf(facts: FileFacts): KnownTensor[][] {
  const groups = new Map<string, KnownTensor[]>();
  const isEmbedding = embeddingsOf(facts);
  for (const known of kernelsOf(facts)) {
    const { tensor, summary: s } = known;
    const { name, dtype, shape } = tensor.entry;
    if (s.count < minValues || isConstant(known) || isPattern(known) || isEmbedding(known) || isCopy(name)) continue;
    const key = JSON.stringify([dtype, shape, s.min, s.max, s.mean, s.std, s.zeros, s.nan]);
    const group = groups.get(key) ?? [];
    if (!group.some(other => isOne(other, known))) group.push(known);
    groups.set(key, group);
  }
  return [...groups.values()].filter(group => group.length > 1);
}

/** One tensor under two names; or one of Keras' that a wrapper keeps too, which then is written twice. */
const isOne = ({ tensor: a }: KnownTensor, { tensor: b }: KnownTensor): boolean =>
  (a.source === b.source && a.at === b.at) ||
  isWithin(a.entry.name, b.entry.name) ||
  isWithin(b.entry.name, a.entry.name);
const isWithin = (inner: string, outer: string): boolean => {
  const holder = /^(.*\/)vars\/\d+$/.exec(outer)?.[1];
  return holder !== undefined && inner.startsWith(holder) && !inner.startsWith('vars/', holder.length);
};

/** Zeros and one other value: an identity, or another start that is chosen and not drawn. */
const isPattern = ({ summary: { min, max, mean, zeros, count } }: KnownTensor): boolean =>
  zeros > 0 && min === 0 && Math.abs((mean ?? 0) * count - (max ?? 0) * (count - zeros)) <= 1e-6 * (max ?? 0) * count;

/** Null where it could not be read to its end. */
async function digestOf({ readAgain }: FileFacts, { tensor }: KnownTensor): Promise<string | null> {
  // few files have two that are alike
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256');
  const isWhole = await readAgain(tensor, values => {
    hash.update(values);
    return true;
  });
  return isWhole ? hash.digest('hex') : null;
}

function foundIn(first: KnownTensor, same: readonly KnownTensor[]): Found {
  const { name, count } = first.tensor.entry;
  const others = same.map(({ tensor }) => tensor.entry.name);
  return {
    tensors: [name, ...others],
    message:
      others.length === 1
        ? `${others[0]} has the values of ${name}`
        : `${formatCount(others.length)} kernels have the values of ${name}`,
    badness: others.length * count,
    evidence: { copies: others.length, count },
  };
}
