import { formatGrowth, formatRate } from '../../extension/core/stats/formatFigure';
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
  const loneText = alone ? ` ${alone} ${alone === 1 ? 'layer stands' : 'layers stand'} alone.` : '';
  const [own, other] = [pairs.flatMap(p => p.own ?? []), pairs.flatMap(p => p.other ?? [])];
  if (isSteady(own) && isSteady(other)) return [`${at}Both runs keep their spread.${loneText}`];
  const lower = names.own.charAt(0).toLowerCase() + names.own.slice(1);
  return [at, ...behaviour(names.other, other), '; ', ...behaviour(lower, own), `.${loneText}`];
}

const isSteady = (rows: readonly ScaleRow[]): boolean =>
  rows.length > 0 && !rows.some(r => isBeyondLimit(r.growth) || notFinite(r.summary) > 0);

function behaviour(name: string, rows: readonly ScaleRow[]): Answer {
  if (rows.some(r => notFinite(r.summary) > 0)) return [`${name} holds `, strong('NaN or infinity')];
  const beyond = rows.filter(r => isBeyondLimit(r.growth));
  if (!rows.length) return [`${name} has nothing of this kind`];
  if (!beyond.length) return [`${name} keeps its spread`];
  const departure = (r: ScaleRow) => Math.abs(Math.log(r.growth!));
  const worst = beyond.reduce((a, b) => (departure(b) > departure(a) ? b : a));
  return [`${name} ${worst.growth! > 1 ? 'grows' : 'shrinks'} `, strong(formatGrowth(worst.growth)), ' in one layer'];
}

/** `heNormal`, `randomNormal(0, 1)`: what most kernels of the model begin with, where it is known and most are alike, else nothing. */
export function initializerText(model: ModelInfo | null): string {
  const counts = new Map<string, number>();
  for (const { config } of model?.layers ?? []) {
    const text = initializerOf(config);
    if (text) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const all = [...counts.values()].reduce((a, b) => a + b, 0);
  return [...counts].find(([, count]) => count * 2 > all)?.[0] ?? '';
}

function initializerOf(config: ModelInfo['layers'][number]['config']): string {
  const name = config['kernelInitializer'];
  if (typeof name !== 'string' || !name) return '';
  const figures = [
    ['Mean', 'Stddev'],
    ['Minval', 'Maxval'],
  ].map(pair => pair.map(figure => config[`kernelInitializer${figure}`]));
  const known = figures.find(pair => pair.every(f => typeof f === 'number'));
  const word = name.charAt(0).toLowerCase() + name.slice(1);
  return known ? `${word}(${known.map(f => formatRate(f as number)).join(', ')})` : word;
}
