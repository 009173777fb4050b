import { formatFigure } from '../../../extension/core/stats/formatFigure';
import type { FileOutput } from '../../../extension/protocol/fileRun';
import type { Answer } from '../answer';

type Top = FileOutput['top'][number];

/** What a class is called: its name, else its number. */
export const className = ({ label, index }: Pick<Top, 'label' | 'index'>): string => label ?? `class ${index}`;
/** Probabilities line up. */
export const valueText = (kind: FileOutput['kind'], value: number): string =>
  kind === 'probabilities' ? value.toFixed(3) : formatFigure(value);
const short = ({ label, index }: Top): string => label ?? String(index);

/** What an output says of one example, in a sentence: `It says 3, with 0.982; 5 comes next.` */
export function runSentence({ kind, values, shape, top }: FileOutput): Answer {
  const [first, second] = top;
  if (!first) return [values.some(Number.isNaN) ? 'It gives no number: all are NaN.' : 'It gives no values.'];
  if (values.length === 1) return ['It gives ', { strong: formatFigure(values[0]!) }, '.'];
  if (kind === 'values' || shape.length !== 1)
    return ['Its largest value is ', { strong: formatFigure(first.value) }, `, at ${short(first)}.`];
  const how = kind === 'logits' ? `a logit of ${formatFigure(first.value)}` : valueText(kind, first.value);
  return ['It says ', { strong: short(first) }, `, with ${how}`, second ? `; ${short(second)} comes next.` : '.'];
}

/** How long each bar is, from 0 to 1: of probabilities as they are, of other values by the greatest magnitude. */
export function barLengths({ kind, top }: FileOutput): number[] {
  if (kind === 'probabilities') return top.map(({ value }) => Math.min(1, Math.max(0, value)));
  const most = Math.max(...top.map(({ value }) => Math.abs(value)).filter(Number.isFinite), 0);
  return top.map(({ value }) => (most > 0 && Number.isFinite(value) ? Math.abs(value) / most : 0));
}
