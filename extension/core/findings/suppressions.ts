import { commentsOf, type Comment } from './sourceComments';

/** Lines and columns count from 1; without a column, the whole line. */
export interface Place {
  line: number;
  column?: number;
}

/** Which rules comments of a source text switch off, and where. */
export interface Suppressions {
  isSuppressed(place: Place, rule: string): boolean;
}

/** `rules`: null for all. */
interface Switch {
  kind: 'line' | 'nextLine' | 'off' | 'on';
  rules: ReadonlySet<string> | null;
  comment: Comment;
}

const kinds = {
  'layerglass-disable-next-line': 'nextLine',
  'layerglass-disable-line': 'line',
  'layerglass-disable': 'off',
  'layerglass-enable': 'on',
} as const;

/**
 * Reads the comments that switch rules off: `layerglass-disable-next-line` for the line after the comment,
 * `layerglass-disable-line` for its own, `layerglass-disable` from there to the end of the file or to `layerglass-enable`.
 * Each may name rules, apart by commas, and give a reason after `--`; without names it is meant for all rules. The same
 * words in strings, templates and regular expressions mean nothing. Never throws, also on half-typed text.
 */
export function suppressionsOf(source: string): Suppressions {
  const switches = source.includes('layerglass-') ? commentsOf(source).flatMap(switchOf) : [];
  return {
    isSuppressed: (place, rule) => {
      const own = switches.filter(s => s.rules === null || s.rules.has(rule));
      if (own.some(s => isForLine(s, place.line))) return true;
      return own.findLast(s => (s.kind === 'off' || s.kind === 'on') && isBefore(s.comment, place))?.kind === 'off';
    },
  };
}

function switchOf(comment: Comment): Switch[] {
  const [, word, rest] = /^[\s*]*(layerglass-[\w-]+)(?:[\s,]|$)([\s\S]*)/.exec(comment.text) ?? [];
  if (!word || !Object.hasOwn(kinds, word)) return [];
  // JSDoc's stars at the beginnings of lines are not names.
  const [named = ''] = rest!.split(/(?:^|\s)--/);
  const rules = named.split(/[\s,*]+/).filter(name => name !== '');
  return [{ kind: kinds[word as keyof typeof kinds], rules: rules.length > 0 ? new Set(rules) : null, comment }];
}

function isForLine({ kind, comment }: Switch, line: number): boolean {
  if (kind === 'nextLine') return line === comment.endLine + 1;
  return kind === 'line' && line >= comment.line && line <= comment.endLine;
}

/** With a whole line in question, a comment on it is before it. */
function isBefore({ line, column }: Comment, place: Place): boolean {
  return line < place.line || (line === place.line && (place.column === undefined || column < place.column));
}
