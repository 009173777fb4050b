import { formatGrowth, formatShare } from '../../extension/core/stats/formatFigure';
import type { Cell, Column, Row } from './cell';
import { matchWords } from './layerMatch';
import type { ScalePair } from './scalePairs';
import { isBeyondLimit, type ScaleRow } from './scaleRows';
import { zeroShare } from './tensors';
import { meanText, spreadText } from './summaryText';

/** Columns of the distributions as a table; with `names` those of two runs, and how their layers were matched. */
export function scaleColumns(names: { own: string; other: string } | null): Column[] {
  const figures = (prefix: string, name: string): Column[] => [
    { key: `${prefix}std`, head: `${name}std`, isNumber: true },
    { key: `${prefix}variance`, head: `${name}variance`, isNumber: true },
    { key: `${prefix}zero`, head: `${name}zero`, isNumber: true, ...(names && { hideBelow: 560 as const }) },
  ];
  if (names)
    return [
      { key: 'layer', head: 'layer' },
      { key: 'match', head: 'match', hideBelow: 860 },
      ...figures('other ', `${names.other} `),
      ...figures('', `${names.own} `),
    ];
  return [
    { key: 'layer', head: 'layer' },
    { key: 'mean', head: 'mean', isNumber: true, hideBelow: 560 },
    ...figures('', ''),
  ];
}

export const scaleTableRows = (pairs: readonly ScalePair[]): Row[] =>
  pairs.map(({ own, other, match }) => {
    const row = own ?? other!;
    return {
      key: own ? `${own.layer}\n${own.tensor}` : `\nother\n${row.layer}\n${row.tensor}`,
      isSelectable: own !== null,
      cells: {
        layer: { text: row.label, small: row.caption },
        match: match ? matchText(match, other!) : { text: own ? 'only here' : 'only there', isMuted: true },
        mean: own ? meanText(own.summary) : '–',
        ...figureCells('', own),
        ...figureCells('other ', other),
      },
    };
  });

const matchText = (match: NonNullable<ScalePair['match']>, other: ScaleRow): string =>
  match === 'place' ? `${matchWords.place}: ${other.label}` : matchWords[match];

function figureCells(prefix: string, row: ScaleRow | null): Record<string, Cell | string> {
  if (!row) return { [`${prefix}std`]: '–', [`${prefix}variance`]: '–', [`${prefix}zero`]: '–' };
  const { summary, growth } = row;
  return {
    [`${prefix}std`]: spreadText(summary),
    [`${prefix}variance`]: {
      text: growth === null ? '' : formatGrowth(growth),
      ...(isBeyondLimit(growth) && { icon: { name: 'warning', tone: 'warning' as const } }),
    },
    [`${prefix}zero`]: formatShare(zeroShare(summary)),
  };
}
