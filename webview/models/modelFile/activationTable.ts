import { formatFigure, formatShare } from '../../../extension/core/stats/formatFigure';
import type { FileActivation, FileRunResult } from '../../../extension/protocol/fileRun';
import type { Column, Row } from '../cell';
import { shapeText } from '../shapeText';
import type { ChartTable } from '../tableText';

const columns: readonly Column[] = [
  { key: 'name', head: 'layer' },
  { key: 'class', head: 'class' },
  { key: 'shape', head: 'shape' },
  ...['zero', 'mean', 'std', 'min', 'max'].map(key => ({ key, head: key, isNumber: true })),
];

/** The share of exact zeros; null where nothing was returned. */
export const zeroShare = ({ summary }: FileActivation): number | null =>
  summary.count > 0 ? summary.zeros / summary.count : null;

/** The figures of what each layer returned. */
export function activationTable({ layers }: Pick<FileRunResult, 'layers'>): ChartTable {
  const rows = layers.map((layer, i): Row => {
    const { mean, std, min, max } = layer.summary;
    const figures = Object.entries({ mean, std, min, max }).map(([key, value]) => [key, formatFigure(value)]);
    return {
      key: `${i} ${layer.name}`,
      cells: {
        name: layer.name,
        class: layer.className,
        shape: shapeText(layer.outputShape),
        zero: formatShare(zeroShare(layer)),
        ...Object.fromEntries(figures),
      },
    };
  });
  return { columns, rows };
}

/** How many of the maps are drawn: `12 of 32 and of 64 maps`. */
export function mapsText(layers: readonly FileActivation[], shown: number): string {
  const totals = [...new Set(layers.flatMap(({ maps }) => (maps && maps.total > shown ? [maps.total] : [])))];
  if (!totals.length) return 'Each layer on its own scale.';
  const named = totals.length > 3 ? 'more' : totals.join(' and of ');
  return `Each layer on its own scale; ${shown} of ${named} maps.`;
}
