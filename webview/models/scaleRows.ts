import { axisFor, type Axis } from '../../extension/core/stats/axis';
import { formatFigure, formatGrowth } from '../../extension/core/stats/formatFigure';
import type { ModelInfo } from '../../extension/protocol/model';
import type { Snapshot } from '../../extension/protocol/run';
import type { Summary, TensorFacet } from '../../extension/protocol/summary';
import { strong, type Answer } from './answer';
import { isJudged } from './layerHealth';
import { shapeText } from './shapeText';
import { isOfWeights, kindOfFacet, notFinite, tensorsOf } from './tensors';
import { aboutMark } from './summaryText';

/** A layer's distribution among those of all layers. */
export interface ScaleRow {
  layer: string;
  tensor: string;
  label: string;
  caption: string;
  summary: Summary;
  /** Variance over that of the row before; null for the first, and where one of them has none. */
  growth: number | null;
}

/** A growth beyond this, or a shrinking below its inverse, is marked. */
export const growthLimit = 10;
export const isBeyondLimit = (growth: number | null): boolean =>
  growth !== null && (growth > growthLimit || growth < 1 / growthLimit);

/** The layers of a model that carry something of this kind, in the order of the model: those with weights or an activation of their own; all where there are none. */
export function scaleRows(model: ModelInfo, snapshot: Snapshot | null, kind: TensorFacet): ScaleRow[] {
  if (!snapshot) return [];
  const byName = new Map(snapshot.layers.map(l => [l.name, l]));
  const parents = new Set(model.layers.map(l => l.parent));
  const carrying = model.layers.filter(
    l => !parents.has(l.name) && byName.has(l.name) && tensorsOf(byName.get(l.name)!, kind).length > 0,
  );
  const own = carrying.filter(l => isJudged(l) || l.activation !== null);
  const isBag = model.layers.length === 1 && (model.layers[0]?.weights.length ?? 0) > 2;
  let before: Summary | null = null;
  return (own.length ? own : carrying).flatMap(layer =>
    tensorsOf(byName.get(layer.name)!, kind)
      .slice(0, isBag ? undefined : 1)
      .map(tensor => {
        const growth: number | null = before && !isBag ? varianceRatio(tensor.summary, before) : null;
        before = tensor.summary;
        const weight = layer.weights.find(w => w.name === tensor.id);
        return {
          layer: layer.name,
          tensor: tensor.id,
          label: isBag ? tensor.label : layer.name,
          caption: isOfWeights(kind) && weight ? weight.shape.join('×') || 'scalar' : shapeText(layer.outputShape),
          summary: tensor.summary,
          growth,
        };
      }),
  );
}

function varianceRatio(summary: Summary, before: Summary): number | null {
  return summary.std === null || !before.std || !summary.std ? null : (summary.std / before.std) ** 2;
}

/** The width of the linear middle for tensors of so different spreads: 0.1, or less where they are all small. */
export function commonLinearWidth(summaries: readonly Summary[]): number {
  const stds = summaries
    .map(s => s.std)
    .filter(s => s !== null && s > 0)
    .sort((a, b) => a! - b!) as number[];
  if (!stds.length) return 0.1;
  return Math.min(0.1, 10 ** Math.floor(Math.log10(stds[Math.floor(stds.length / 2)]!)));
}

/** One axis for all rows. */
export const commonAxis = (rows: readonly ScaleRow[], scale: Axis['scale'], bins: number): Axis =>
  axisFor(
    rows.map(r => r.summary),
    scale,
    { linearWidth: commonLinearWidth(rows.map(r => r.summary)), bins },
  );

/** Does the signal keep its size? */
export function scaleAnswer(rows: readonly ScaleRow[], when: string, kind: TensorFacet): Answer {
  const at = when === 'init' ? 'Before training' : `At ${when}`;
  const broken = rows.find(r => notFinite(r.summary) > 0);
  if (broken) return [`${at}: `, strong(`${broken.label} holds NaN or infinity`), '.'];
  const known = rows.filter(r => r.summary.std !== null);
  if (known.length === 0) return [`${at}: no values.`];
  const first = known[0]!.summary.std!;
  const last = known.at(-1)!.summary.std!;
  const about = aboutMark(...known.map(r => r.summary));
  if (known.length === 1) return [`${at}: spread `, strong(about + formatFigure(first)), '.'];
  const worst = known.reduce((a, b) => (distance(b.growth) > distance(a.growth) ? b : a));
  const word = kindOfFacet(kind) === 'gradients' ? 'gradient' : 'spread';
  if (first && last && Math.max(first / last, last / first) >= 30)
    return [
      `${at} `,
      strong(`the ${word} ${last > first ? 'explodes' : 'vanishes'}`),
      `, ${about}${formatFigure(first)} to ${about}${formatFigure(last)}.`,
    ];
  if (isBeyondLimit(worst.growth))
    return [
      `${at}: the ${word}'s variance changes most at `,
      strong(`${worst.label}, ${formatGrowth(worst.growth)}`),
      '.',
    ];
  const stds = known.map(r => r.summary.std!);
  if (Math.max(...stds) === 0) return [`${at}: `, strong('every layer is constant'), '.'];
  return [
    `${at} the ${word} stays between `,
    strong(`${about}${formatFigure(Math.min(...stds), 2)} and ${about}${formatFigure(Math.max(...stds), 2)}`),
    '.',
  ];
}
const distance = (growth: number | null): number => (growth ? Math.abs(Math.log(growth)) : 0);
