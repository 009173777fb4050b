import { stripVTControlCharacters } from 'node:util';

type Colour = 'red' | 'yellow' | 'green' | 'dim' | 'bold';
const codes: Record<Colour, string> = { red: '31', yellow: '33', green: '32', dim: '2', bold: '1' };

/** What a terminal can show. Colour only on a TTY and without NO_COLOR (https://no-color.org). */
export interface Terminal {
  isTty: boolean;
  columns: number;
  hasColour: boolean;
  write(text: string): void;
}

export function terminalOf(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>): Terminal {
  const isTty = stream.isTTY === true;
  return {
    isTty,
    columns: stream.columns || 80,
    hasColour: isTty && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    write: text => void stream.write(text),
  };
}

export const paint = (terminal: Terminal, colour: Colour, text: string): string =>
  terminal.hasColour ? `\x1b[${codes[colour]}m${text}\x1b[0m` : text;

/** Names come from programs and files: control characters and direction marks are shown, not obeyed. */
export const plain = (text: string): string =>
  stripVTControlCharacters(text).replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    '\ufffd',
  );

/** The same for a text of several lines, which become one. */
export const plainLine = (text: string): string => plain(text.trim().replace(/\s*[\r\n]+\s*/g, ' '));

/** Rows as aligned text, the column heads in lower case; `right` names the columns of numbers. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string {
  const widths = heads.map(head => head.length);
  for (const row of rows) widths.forEach((width, i) => (widths[i] = Math.max(width, row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [heads, ...rows].map(line).join('\n');
}

/** Counts as block characters, one a bin, on their own highest bin. */
export function blocks(counts: ArrayLike<number>): string {
  const list = Array.from(counts);
  const highest = Math.max(...list, 0);
  return list.map(n => (n > 0 ? ('▁▂▃▄▅▆▇█'[Math.min(7, Math.floor((n / highest) * 8))] ?? '█') : ' ')).join('');
}
