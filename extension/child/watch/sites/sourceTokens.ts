/** A token of JavaScript or TypeScript: offsets into the text, `end` not included. */
export interface SourceToken {
  start: number;
  end: number;
  kind: 'name' | 'number' | 'string' | 'regex' | 'punctuation';
  text: string;
  /** Index of the bracket that this one pairs with; -1 where there is none. A template literal is a pair of backquotes. */
  match: number;
}

const keywordsBeforeExpression = new Set(
  (
    'return await typeof case in of instanceof new delete void throw else do yield default extends export ' +
    'const let var if while for switch with catch'
  ).split(' '),
);
const closers: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** True where an operand can end, so that what follows is an operator, a call, or a member access. */
export function isExpressionEnd(token: SourceToken | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'name') return !keywordsBeforeExpression.has(token.text);
  if (token.kind !== 'punctuation') return true;
  return [')', ']', '}'].includes(token.text) || (token.text === '`' && token.match >= 0);
}

/**
 * The tokens of a text without comments, brackets paired. It never fails: what it cannot read (an unterminated string, JSX
 * text) costs the tokens up to the end of that line at most.
 */
export function tokenize(text: string): SourceToken[] {
  const tokens: SourceToken[] = [];
  const open: number[] = [];
  let at = 0;

  const push = (kind: SourceToken['kind'], end: number): void => {
    tokens.push({ start: at, end, kind, text: text.slice(at, end), match: -1 });
    at = end;
  };
  const pair = (opener: string): void => {
    const closer = tokens.length - 1;
    // an unmatched opener in between is given up, an unmatched closer ignored
    const found = open.findLastIndex(i => tokens[i]!.text === opener);
    if (found < 0) return;
    const index = open[found]!;
    open.length = found;
    tokens[index]!.match = closer;
    tokens[closer]!.match = index;
  };
  /** Skips template text up to the closing backquote, or to the `${` that opens an expression. */
  const templateText = (): void => {
    while (at < text.length) {
      const c = text[at];
      if (c === '\\') at += 2;
      else if (c === '`') {
        push('punctuation', at + 1);
        return pair('`');
      } else if (c === '$' && text[at + 1] === '{') {
        push('punctuation', at + 2);
        open.push(tokens.length - 1);
        return;
      } else at++;
    }
  };

  while (at < text.length) {
    const c = text[at]!;
    const next = text[at + 1];
    if (/\s/.test(c)) at++;
    else if (c === '/' && next === '/') at = endOf(text, '\n', at);
    else if (c === '/' && next === '*') at = endOf(text, '*/', at + 2);
    else if (c === '"' || c === "'") push('string', endOfString(text, at));
    else if (/[\p{L}_$#\\]/u.test(c)) push('name', matchEnd(/[\p{L}\p{N}_$#\\]+/uy, text, at));
    else if (/\d/.test(c) || (c === '.' && next !== undefined && /\d/.test(next)))
      push('number', matchEnd(/(?:0[xXbBoO][\da-fA-F_]+|[\d_]*\.?[\d_]*(?:[eE][+-]?\d+)?)n?/y, text, at));
    else if (c === '`') {
      push('punctuation', at + 1);
      open.push(tokens.length - 1);
      templateText();
    } else if (c === '/' && !isExpressionEnd(tokens.at(-1))) push('regex', endOfRegex(text, at));
    else if (c === '?' && next === '.' && !/\d/.test(text[at + 2] ?? '')) push('punctuation', at + 2);
    else if (text.startsWith('...', at)) push('punctuation', at + 3);
    else if (text.startsWith('=>', at)) push('punctuation', at + 2);
    else {
      push('punctuation', at + 1);
      if (c === '(' || c === '[' || c === '{') open.push(tokens.length - 1);
      else if (c === '}' && tokens[open.at(-1) ?? -1]?.text === '${') {
        const index = open.pop()!;
        tokens[index]!.match = tokens.length - 1;
        tokens.at(-1)!.match = index;
        templateText();
      } else if (closers[c]) pair(closers[c]);
    }
  }
  return tokens;
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return Math.max(at + 1, at + (pattern.exec(text)?.[0].length ?? 1));
}
function endOf(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found + what.length;
}
function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === text[at]) return i + 1;
    else if (text[i] === '\n') return i;
  }
  return text.length;
}
function endOfRegex(text: string, at: number): number {
  let isInClass = false;
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '[') isInClass = true;
    else if (c === ']') isInClass = false;
    else if (c === '/' && !isInClass) return matchEnd(/\/[a-z]*/y, text, i);
    else if (c === '\n') return at + 1;
  }
  return at + 1;
}
