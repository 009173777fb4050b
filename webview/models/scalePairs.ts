import { formatGrowth } from '../../extension/core/stats/formatFigure';
import type { ModelInfo } from '../../extension/protocol/model';
import { strong, type Answer } from './answer';
import { matchLayers, type MatchKind } from './layerMatch';
import { isBeyondLimit, type ScaleRow } from './scaleRows';
import { notFinite } from './tensors';

/** A layer of this run beside the one of the other run that stands for it; null where there is none. */
export interface ScalePair {
  own: ScaleRow | null;
  other: ScaleRow | null;
  match: MatchKind | null;
}

/** The rows of one run alone. */
export const unpaired = (rows: readonly ScaleRow[]): ScalePair[] =>
  rows.map(own => ({ own, other: null, match: null }));

/** The rows of two runs side by side, in the order of the first; what only the second has stands where it stands there. */
export function pairRows(
  own: { model: ModelInfo; rows: readonly ScaleRow[] },
  other: { model: ModelInfo; rows: readonly ScaleRow[] },
): ScalePair[] {
  const matches = matchLayers(own.model, other.model, {
    model: [...new Set(own.rows.map(r => r.layer))],
    other: [...new Set(other.rows.map(r => r.layer))],
  });
  return matches.flatMap(({ layer, other: theirs, kind }): ScalePair[] => {
    const [mine, its] = [own.rows.filter(r => r.layer === layer), other.rows.filter(r => r.layer === theirs)];
    const count = Math.max(mine.length, its.length);
    return Array.from({ length: count }, (_, i) => ({ own: mine[i] ?? null, other: its[i] ?? null, match: kind }));
  });
}

/** What two runs do with the signal, in one sentence: `Run 14 grows ×3,072 in one layer; run 15 keeps its spread.` */
export function pairAnswer(pairs: readonly ScalePair[], names: { own: string; other: string }, when: string): Answer {
  const at = when === 'init' ? 'Before training. ' : `At ${when}. `;
  const alone = pairs.filter(p => !p.own || !p.other).length;
  const lower = names.own.charAt(0).toLowerCase() + names.own.slice(1);
  return [
    at,
    ...behaviour(
      names.other,
      pairs.flatMap(p => p.other ?? []),
    ),
    '; ',
    ...behaviour(
      lower,
      pairs.flatMap(p => p.own ?? []),
    ),
    '.',
    ...(alone ? [` ${alone} ${alone === 1 ? 'layer stands' : 'layers stand'} alone.`] : []),
  ];
}

function behaviour(name: string, rows: readonly ScaleRow[]): Answer {
  if (rows.some(r => notFinite(r.summary) > 0)) return [`${name} holds `, strong('NaN or infinity')];
  const beyond = rows.filter(r => isBeyondLimit(r.growth));
  if (!rows.length) return [`${name} has nothing of this kind`];
  if (!beyond.length) return [`${name} keeps its spread`];
  const departure = (r: ScaleRow) => Math.abs(Math.log(r.growth!));
  const worst = beyond.reduce((a, b) => (departure(b) > departure(a) ? b : a));
  return [`${name} ${worst.growth! > 1 ? 'grows' : 'shrinks'} `, strong(formatGrowth(worst.growth)), ' in one layer'];
}

/** `heNormal` where all layers with weights begin alike and it is known, else nothing. */
export function initializerText(model: ModelInfo | null): string {
  const known = new Set(
    model?.layers.flatMap(l => {
      const name = l.config['kernelInitializer'];
      return l.parameters > 0 && typeof name === 'string' ? [name] : [];
    }),
  );
  return known.size === 1 ? [...known][0]! : '';
}
