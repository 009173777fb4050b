import { formatCount } from '../../extension/core/stats/formatFigure';
import type { Shape } from '../../extension/protocol/model';

/** `14×14×64`; the batch is left out, an unknown dimension is `?`. */
export function shapeText(shape: Shape | null): string {
  if (!shape) return '–';
  const rest = shape.slice(1);
  return rest.length ? rest.map(d => (d === null ? '?' : formatCount(d))).join('×') : 'scalar';
}
