import { expressionStart, tokenAt } from '../sites/expressionStart';
import { isExpressionEnd, tokenize, type SourceToken } from '../sites/sourceTokens';

const controlWords = new Set(['if', 'while', 'switch', 'with']);
const declaring = new Set(['const', 'let', 'var']);
/** Not those that are operations too: `tf.reverse(x)`. */
const changing = new Set('push pop shift unshift splice set delete clear append write emit'.split(' '));
const known = new WeakMap<object, string | null>();

/**
 * The name of a variable outside a function that its text assigns to, counts up, or calls a changing method of (`push`); null
 * where there is none. A reading of the text: what the function does through others is not seen, and `this` is not outside.
 */
export function outsideWrite(f: (...args: never[]) => unknown): string | null {
  let name = known.get(f);
  if (name === undefined) known.set(f, (name = findWrite(tokenize(Function.prototype.toString.call(f)))));
  return name;
}

function findWrite(tokens: readonly SourceToken[]): string | null {
  const own = declaredNames(tokens);
  for (let i = 1; i < tokens.length; i++) {
    const target = writtenBefore(tokens, i) ?? countedAfter(tokens, i);
    if (target === null) continue;
    const root = tokens[tokenAt(tokens, expressionStart(tokens, tokens[target]!.start))];
    if (root?.kind === 'name' && !own.has(root.text) && root.text !== 'this' && root.text !== 'super') return root.text;
  }
  return null;
}

/** Index of the last token of what is written, where the token at `i` says so: `x = `, `x += `, `x++`, `x.push(`. */
function writtenBefore(tokens: readonly SourceToken[], i: number): number | null {
  const { text } = tokens[i]!;
  if (text === '(' && tokens[i - 1]?.kind === 'name' && changing.has(tokens[i - 1]!.text)) {
    const dot = tokens[i - 2]?.text;
    return dot === '.' || dot === '?.' ? i - 3 : null;
  }
  if (isDoubled(tokens, i)) return isExpressionEnd(tokens[i - 1]) ? i - 1 : null;
  if (text !== '=' || touches(tokens, i, '=')) return null;
  let last = i - 1;
  while (last >= 0 && tokens[last]!.end === tokens[last + 1]!.start && /^[=!<>+\-*/%&|^?]$/.test(tokens[last]!.text))
    last--;
  const operator = tokens.slice(last + 1, i).map(t => t.text).join(''); // prettier-ignore
  if (/^[=!<>]=?$/.test(operator)) return null;
  return isExpressionEnd(tokens[last]) ? last : null;
}

/** Index of the last token of what `++` or `--` before it counts. */
function countedAfter(tokens: readonly SourceToken[], i: number): number | null {
  if (!isDoubled(tokens, i) || isExpressionEnd(tokens[i - 1])) return null;
  let last = i + 2;
  while (tokens[last + 1]?.text === '.' && tokens[last + 2]) last += 2;
  return tokens[last] ? last : null;
}

const touches = (tokens: readonly SourceToken[], i: number, text: string): boolean =>
  tokens[i + 1]?.text === text && tokens[i + 1]!.start === tokens[i]!.end;
const isDoubled = (tokens: readonly SourceToken[], i: number): boolean =>
  ['+', '-'].includes(tokens[i]!.text) && touches(tokens, i, tokens[i]!.text);

/** Names of parameters, of variables, and of functions and classes within. */
function declaredNames(tokens: readonly SourceToken[]): Set<string> {
  const names = new Set<string>(['arguments']);
  const addAll = (from: number, to: number): void => {
    for (let i = from; i < to; i++) if (tokens[i]!.kind === 'name') names.add(tokens[i]!.text);
  };
  tokens.forEach(({ text, match }, i) => {
    const next = tokens[i + 1];
    if (text === '=>' && tokens[i - 1]) {
      const before = tokens[i - 1]!;
      addAll(before.match >= 0 ? before.match : i - 1, i);
    } else if (text === '(' && match > i && tokens[match + 1]?.text === '{') {
      if (!controlWords.has(tokens[i - 1]?.text ?? '')) addAll(i, match);
    } else if ((text === 'function' || text === 'class') && next?.kind === 'name') names.add(next.text);
    else if (declaring.has(text)) {
      // each pattern up to its value, or to what is walked through; over the commas between them
      let isPattern = true;
      for (let j = i + 1; j < tokens.length; j++) {
        const token = tokens[j]!;
        if ([';', ')', '}', 'of', 'in'].includes(token.text)) break;
        const end = token.match > j ? token.match : j;
        if (isPattern) addAll(j, end + 1);
        if (token.text === '=') isPattern = false;
        else if (token.text === ',') isPattern = true;
        j = end;
      }
    }
  });
  return names;
}
