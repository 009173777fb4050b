import { formatCount } from '../../stats/formatFigure';
import type { FileFacts, FileRule, Found, KnownTensor } from './fileRule';
import { unitLayout, type UnitLayout } from '../tensors/unitAxis';
import { embeddingsOf, isZero, kernelsOf, layerName } from './weightKinds';

/** A share of dead units from which on it is a warning. */
const warningShare = 0.1;

/** Units or filters whose weights are all exactly zero, of kernels that are not. */
export const deadFilters: FileRule = {
  id: 'dead-filters',
  title: 'Filters or units whose stored weights are all zero',
  severity: 'warning',
  find: async facts => {
    const found: Found[] = [];
    const isEmbedding = embeddingsOf(facts);
    const names = new Set(facts.tensors.map(({ tensor }) => tensor.entry.name));
    for (const known of kernelsOf(facts)) {
      const layout = unitLayout(facts.format, known.tensor.entry);
      if (!layout || isZero(known) || isEmbedding(known) || layout.units < 2) continue;
      if (known.summary.zeros < known.summary.count / layout.units) continue;
      const dead = await deadUnits(facts, known, layout);
      if (dead?.length) found.push(foundIn(known, layout, dead, isBiased(known, names)));
    }
    return found;
  },
  many: count => `${formatCount(count)} layers have filters or units that are exactly zero`,
  meaning:
    'Nothing passes through them: they were pruned, or died in training, and the layer is smaller than it looks.',
  advice: 'Leave them out of the model, or look for what drove them to zero: a strong regularizer, a large step.',
};

/** Those that are; null where it could not be read to its end. */
async function deadUnits(
  { readAgain }: FileFacts,
  { tensor }: KnownTensor,
  { units, run }: UnitLayout,
): Promise<number[] | null> {
  const isAlive = new Uint8Array(units);
  let alive = 0;
  const isWhole = await readAgain(tensor, (values, first) => {
    for (let i = 0; i < values.length;) {
      const index = first + i;
      const unit = Math.floor(index / run) % units;
      const end = Math.min(values.length, i + run - (index % run));
      if (isAlive[unit]) i = end;
      else if (values[i] === 0) i++;
      else {
        isAlive[unit] = 1;
        if (++alive === units) return false;
      }
    }
    return true;
  });
  if (!isWhole) return null;
  return alive === units ? [] : [...isAlive.keys()].filter(unit => !isAlive[unit]);
}

/** A table of tokens has none. */
const isBiased = ({ tensor: { entry } }: KnownTensor, names: ReadonlySet<string>): boolean =>
  entry.name.endsWith('weight') && names.has(entry.name.replace(/weight$/, 'bias'));

function foundIn(known: KnownTensor, { units, run }: UnitLayout, all: readonly number[], isWithBias: boolean): Found {
  const { entry } = known.tensor;
  const word = entry.shape.length > 2 ? 'filters' : 'units';
  const [first] = all;
  const dead = all.length;
  // Where tables have the row that fills sentences up; their names may tell nothing.
  const isAtEdge = first === 0 || first === 1 || first === units - 1;
  const mayFillUp = dead === 1 && isAtEdge && !isWithBias && entry.shape.length === 2 && run > 1;
  const message = `${formatCount(dead)} of ${formatCount(units)} ${word} in ${layerName(known)} are exactly zero`;
  return {
    tensors: [entry.name],
    message: mayFillUp ? `${message}: row ${first}, which in a table of tokens may be the padding` : message,
    severity: dead / units >= warningShare && !mayFillUp ? 'warning' : 'info',
    badness: dead / units,
    evidence: { dead, units, share: dead / units },
  };
}
