/** Text to insert at a place, lines and characters from 0. */
export interface Insertion {
  line: number;
  character: number;
  text: string;
}

/** Switches a rule off for a line, from 0: by a comment in a line of its own above it. */
export function commentAbove(text: string, line: number, rule: string): Insertion {
  const [own = ''] = linesOf(text).slice(line);
  const indent = /^[ \t]*/.exec(own)![0];
  return { line, character: 0, text: `${indent}// layerglass-disable-next-line ${rule}${lineEndOf(text)}` };
}

/** Switches a rule off for a line that begins inside of a template or of JSX: by a comment before the call itself. */
export const commentBefore = ({ line, character }: { line: number; character: number }, rule: string): Insertion => ({
  line,
  character,
  text: `/* layerglass-disable-line ${rule} */ `,
});

/** Switches a rule off for a file: by a comment at its beginning, after `#!` where there is one. */
export function commentInFile(text: string, rule: string): Insertion {
  const line = text.startsWith('#!') ? 1 : 0;
  const isMissingLine = line === 1 && linesOf(text).length === 1;
  const end = lineEndOf(text);
  const comment = `// layerglass-disable ${rule}`;
  return isMissingLine
    ? { line: 0, character: text.length, text: `${end}${comment}${end}` }
    : { line, character: 0, text: `${comment}${end}` };
}

const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);
const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
