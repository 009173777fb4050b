import { isExpressionEnd, type SourceToken } from './sourceTokens';

const controlWords = new Set(['if', 'while', 'for', 'switch', 'with', 'catch']);

/** Index of the token at an offset, or of the next one where the offset is between two; -1 behind the last. */
export function tokenAt(tokens: readonly SourceToken[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low < tokens.length ? low : -1;
}

/**
 * Offset of the first character of the call or `new` expression whose callee is at `offset`: what V8 reports is the name of
 * the method (`conv2d` in `tf.layers.conv2d`), the bracket of `tf.layers[name]`, or `new`. Receivers are walked back through
 * member accesses, optional chaining, brackets, calls, type assertions in parentheses, line breaks and comments. Where
 * nothing is found, `offset` itself.
 */
export function expressionStart(tokens: readonly SourceToken[], offset: number): number {
  const index = tokenAt(tokens, offset);
  const token = tokens[index];
  if (!token || token.text === 'new') return token?.start ?? offset;
  // the parenthesis of the arguments, or the bracket of a computed name: the callee ends before it
  if (token.text === '(' && isExpressionEnd(tokens[index - 1])) return tokens[chainStart(tokens, index - 1)]!.start;
  const bracket = computedNameAround(tokens, index);
  if (bracket >= 0) return tokens[chainStart(tokens, bracket)]!.start;
  if (token.kind === 'punctuation' && token.match < 0) return token.start;
  return tokens[chainStart(tokens, index)]!.start;
}

/** Index of the `]` of `receiver[name](`, when the token is that bracket or the only token within; else -1. */
function computedNameAround(tokens: readonly SourceToken[], index: number): number {
  const closer = tokens[index]!.text === ']' ? index : tokens[index + 1]?.text === ']' ? index + 1 : -1;
  const opener = closer < 0 ? -1 : tokens[closer]!.match;
  if (opener < 0 || !isExpressionEnd(tokens[opener - 1])) return -1;
  return ['(', '?.'].includes(tokens[closer + 1]?.text ?? '') ? closer : -1;
}

/** Index of the first token of the member chain that ends with the token at `end`, with `new` where it is one. */
function chainStart(tokens: readonly SourceToken[], end: number): number {
  let start = operandStart(tokens, end);
  for (;;) {
    const before = tokens[start - 1]?.text;
    if (before !== '.' && before !== '?.') break;
    let receiver = start - 2;
    while (tokens[receiver]?.text === '!') receiver--;
    if (!isExpressionEnd(tokens[receiver])) break;
    start = operandStart(tokens, receiver);
  }
  return tokens[start - 1]?.text === 'new' ? start - 1 : start;
}

/** Index of the first token of the operand that ends at `end`: a name, a literal, a group, or calls and indexings of one. */
function operandStart(tokens: readonly SourceToken[], end: number): number {
  const token = tokens[end]!;
  const opener = token.kind === 'punctuation' ? token.match : -1;
  if (opener < 0 || opener > end) return end;
  let before = opener - 1;
  if (token.text === '}') return opener;
  if (tokens[before]?.text === '?.') before--;
  while (tokens[before]?.text === '!') before--;
  if (tokens[before]?.text === '>') before = beforeTypeArguments(tokens, before);
  if (!isExpressionEnd(tokens[before]) || isControlHead(tokens, before) || before < 0) return opener;
  return operandStart(tokens, before);
}

/** `if (x) (f)()`: the parenthesis before a group is not a callee. */
function isControlHead(tokens: readonly SourceToken[], end: number): boolean {
  const opener = tokens[end]?.text === ')' ? tokens[end]!.match : -1;
  return opener > 0 && controlWords.has(tokens[opener - 1]!.text);
}

/** Index of the token before `<…>`, when `end` closes type arguments; else `end`. */
function beforeTypeArguments(tokens: readonly SourceToken[], end: number): number {
  let depth = 0;
  for (let i = end; i >= 0 && i > end - 200; i--) {
    const text = tokens[i]!.text;
    if (text === '>') depth++;
    else if (text === '<' && --depth === 0) return i - 1;
    else if (text === ';' || text === '=>') break;
  }
  return end;
}
