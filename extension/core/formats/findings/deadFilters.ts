import { formatCount } from '../../stats/formatFigure';
import type { FileFacts, FileRule, Found, KnownTensor } from './fileRule';
import { unitLayout, type UnitLayout } from '../tensors/unitAxis';
import { isEmbedding, isZero, kernelsOf, layerName } from './weightKinds';

/** A share of dead units from which on it is a warning. */
const warningShare = 0.1;

/** Units or filters whose weights are all exactly zero, of kernels that are not. */
export const deadFilters: FileRule = {
  id: 'dead-filters',
  title: 'Filters or units whose stored weights are all zero',
  severity: 'warning',
  find: async facts => {
    const found: Found[] = [];
    for (const known of kernelsOf(facts)) {
      const layout = unitLayout(facts.format, known.tensor.entry);
      if (!layout || isZero(known) || isEmbedding(known) || layout.units < 2) continue;
      if (known.summary.zeros < known.summary.count / layout.units) continue;
      const dead = await countDead(facts, known, layout);
      if (dead) found.push(foundIn(known, layout, dead));
    }
    return found;
  },
  many: count => `${formatCount(count)} layers have filters or units that are exactly zero`,
  meaning:
    'Nothing passes through them: they were pruned, or died in training, and the layer is smaller than it looks.',
  advice: 'Leave them out of the model, or look for what drove them to zero: a strong regularizer, a large step.',
};

/** null where it could not be read to its end. */
async function countDead(
  { readAgain }: FileFacts,
  { tensor }: KnownTensor,
  { units, run }: UnitLayout,
): Promise<number | null> {
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
  return isWhole ? units - alive : null;
}

function foundIn(known: KnownTensor, { units }: UnitLayout, dead: number): Found {
  const { entry } = known.tensor;
  const word = entry.shape.length > 2 ? 'filters' : 'units';
  return {
    tensors: [entry.name],
    message: `${formatCount(dead)} of ${formatCount(units)} ${word} in ${layerName(known)} are exactly zero`,
    severity: dead / units >= warningShare ? 'warning' : 'info',
    badness: dead / units,
    evidence: { dead, units, share: dead / units },
  };
}
