import { LayerglassError } from './errors';
import type { CheckpointRecord } from './run';

/** What a filter looks at. */
export interface FilteredCheckpoint {
  record: CheckpointRecord;
  badges: readonly CheckpointBadge[];
  /** Words about its run: number, program. */
  run: string;
}
export const checkpointBadges = ['best', 'last', 'pinned', 'resumed'] as const;
/** `resumed`: another run went on from it. */
export type CheckpointBadge = (typeof checkpointBadges)[number];

export type CheckpointFilter = (checkpoint: FilteredCheckpoint) => boolean;

const comparison = /^([^<>=\s]+?)(<=|>=|<|>|=)(.*)$/;
const units: Record<string, number> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9 };

/**
 * What a person types to find checkpoints, all of it to be met: `val_loss<0.1`, `step>=400`, `epoch=3`, `size>5MB`, a badge
 * (`best`, `last`, `pinned`, `resumed`), or text in the checkpoint's name, its step or its run; quotes keep spaces. Null for
 * nothing. Throws LayerglassError `bad-filter`.
 */
export function parseCheckpointFilter(text: string): CheckpointFilter | null {
  const joined = text.replace(/\s*(<=|>=|<|>|=)\s*/g, '$1').replace(/([<>=][\d.]+)\s+([kmg]?b)\b/gi, '$1$2');
  const terms = [...joined.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? termOf(plain ?? '') : textTerm(quoted),
  );
  return terms.length === 0 ? null : checkpoint => terms.every(term => term(checkpoint));
}

function termOf(word: string): CheckpointFilter {
  const parts = comparison.exec(word);
  if (parts) return figureTerm(parts[1] ?? '', parts[2] ?? '', parts[3] ?? '');
  const badge = checkpointBadges.find(b => b === word.toLowerCase());
  return badge ? ({ badges }) => badges.includes(badge) : textTerm(word);
}

function figureTerm(name: string, operator: string, text: string): CheckpointFilter {
  const [, digits, unit] = /^([-+]?[\d.]+(?:e[-+]?\d+)?)\s*([kmg]?b)?$/i.exec(text) ?? [];
  const limit = Number(digits ?? NaN) * (units[unit?.toLowerCase() ?? ''] ?? NaN);
  if (!Number.isFinite(limit) || (unit && name !== 'size'))
    throw new LayerglassError('bad-filter', `“${name}${operator}${text}” needs a number, as in val_loss<0.1.`);
  return ({ record }) => {
    const value = figureOf(record, name);
    if (value === null) return false;
    if (operator === '=') return value === limit;
    if (operator.startsWith('<')) return value < limit || (operator === '<=' && value === limit);
    return value > limit || (operator === '>=' && value === limit);
  };
}

/** Names as the program has them; what every checkpoint has, by its own word. */
function figureOf(record: CheckpointRecord, name: string): number | null {
  if (Object.hasOwn(record.metrics, name)) return record.metrics[name] ?? null;
  switch (name) {
    case 'step':
      return record.step;
    case 'epoch':
      return record.epoch;
    case 'size':
      return record.sizeBytes;
    case 'lr':
      return record.learningRate ?? null;
    default:
      return null;
  }
}

function textTerm(word: string): CheckpointFilter {
  const wanted = word.toLowerCase();
  return ({ record, run }) =>
    [record.name ?? '', `step ${record.step}`, run].some(text => text.toLowerCase().includes(wanted));
}
