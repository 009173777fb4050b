import { LayerglassError } from '../../protocol/errors';

/**
 * Splits a line into arguments as a shell does: white space parts them, single and double quotes keep it, a backslash
 * outside single quotes keeps the next character where that is a quote, a space or a backslash (so `C:\data` stays whole).
 * Throws LayerglassError `unclosed-quote`.
 */
export function splitArguments(line: string): string[] {
  const found: string[] = [];
  let current: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? '';
    const next = line[i + 1] ?? '';
    if (character === '\\' && quote !== "'" && next !== '' && '"\'\\ '.includes(next)) {
      current = (current ?? '') + next;
      i++;
    } else if (quote !== null) {
      if (character === quote) quote = null;
      else current = (current ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      current ??= '';
    } else if (/\s/.test(character)) {
      if (current !== null) found.push(current);
      current = null;
    } else current = (current ?? '') + character;
  }
  if (quote !== null)
    throw new LayerglassError('unclosed-quote', `A ${quote} is not closed.`, { remedy: 'Close the quote.' });
  if (current !== null) found.push(current);
  return found;
}

/** A line that `splitArguments` splits into the same arguments. */
export function joinArguments(list: readonly string[]): string {
  return list
    .map(argument =>
      argument !== '' && !/[\s"'\\]/.test(argument) ? argument : `"${argument.replace(/["\\]/g, c => `\\${c}`)}"`,
    )
    .join(' ');
}
