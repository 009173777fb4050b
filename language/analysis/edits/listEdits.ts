import ts from 'typescript';
import type { SourceStyle } from './sourceStyle';
import type { TextEdit } from './textEdits';

/** A list between brackets: arguments, elements, properties. */
export interface BracketList {
  items: ts.NodeArray<ts.Node>;
  /** Offset after the opening bracket, and of the closing one. */
  open: number;
  close: number;
}

/** The list of an object or array literal, of arguments, or of names in braces. Its closing bracket is there. */
export function listOf(
  file: ts.SourceFile,
  node:
    | ts.ObjectLiteralExpression
    | ts.ArrayLiteralExpression
    | ts.CallExpression
    | ts.NewExpression
    | ts.NamedImports
    | ts.ObjectBindingPattern,
): BracketList {
  const close = node.getEnd() - 1;
  if (ts.isObjectLiteralExpression(node)) return { items: node.properties, open: node.getStart(file) + 1, close };
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const items = node.arguments!;
    return { items, open: items.pos, close };
  }
  return { items: node.elements, open: node.getStart(file) + 1, close };
}

/** Appends an item as the others stand: on its own line, or after the last one. `pad`: what a lone item has around it. */
export function appendItem(
  file: ts.SourceFile,
  list: BracketList,
  item: string,
  style: SourceStyle,
  pad = '',
): TextEdit[] {
  return list.items.length === 0
    ? fillList(file, list, item, style, pad)
    : insertItem(file, list, list.items.length - 1, item, style);
}

/** Puts an item after the one at `index`. */
export function insertItem(
  file: ts.SourceFile,
  { items, close }: BracketList,
  index: number,
  item: string,
  style: SourceStyle,
): TextEdit[] {
  const { text } = file;
  const before = items[index]!;
  const isLast = index === items.length - 1;
  const end = before.getEnd();
  const comma = commaEnd(file, items, index);
  const point = comma ?? end;
  const next = isLast ? close : items[index + 1]!.getStart(file);
  if (!/[\r\n]/.test(text.slice(end, next)))
    return [
      isLast && comma !== null
        ? insertion(comma, ` ${item},`)
        : insertion(isLast ? end : point, isLast ? `, ${item}` : ` ${item},`),
    ];
  // a comment behind the item belongs to it
  const lineEnd = endOfTrailingComments(text, point);
  const line = style.lineEnd + indentOfItem(file, items, index) + item;
  if (comma !== null) return [insertion(lineEnd, `${line},`)];
  return lineEnd === end ? [insertion(end, `,${line}`)] : [insertion(end, ','), insertion(lineEnd, line)];
}

/** Takes an item away, with its comma, its line where it has one of its own, and the comment behind it there. */
export function removeItem(file: ts.SourceFile, { items, open, close }: BracketList, index: number): TextEdit[] {
  const { text } = file;
  const item = items[index]!;
  const start = item.getStart(file);
  const comma = commaEnd(file, items, index);
  const end = comma ?? item.getEnd();
  if (items.length === 1) {
    const rest = text.slice(open, start) + text.slice(end, close);
    return [rest.trim() === '' ? removal(open, close) : removal(start, end)];
  }
  const ownLine = /^[ \t]*$/.test(text.slice(lineStart(text, start), start));
  const trailing = endOfTrailingComments(text, end);
  const endsLine = /^[ \t]*(\r?\n|$)/.test(text.slice(trailing));
  const isLast = index === items.length - 1;
  const previous = index === 0 ? null : { end: items[index - 1]!.getEnd(), comma: commaEnd(file, items, index - 1)! };
  if (ownLine && endsLine) {
    const line = removal(lineStart(text, start), afterLine(text, trailing));
    // the one before is the last then, and has no comma where this one had none
    return isLast && previous && !items.hasTrailingComma ? [removal(previous.end, previous.comma), line] : [line];
  }
  if (previous && text.slice(previous.comma, start).trim() === '' && (isLast || (!ownLine && endsLine)))
    return [removal(items.hasTrailingComma || !isLast ? previous.comma : previous.end, end)];
  return [removal(start, skipBlanks(text, end))];
}

export const insertion = (offset: number, text: string): TextEdit => ({ offset, length: 0, text });
export const removal = (start: number, end: number): TextEdit => ({ offset: start, length: end - start, text: '' });
export const replacement = (file: ts.SourceFile, node: ts.Node, text: string): TextEdit => {
  const start = node.getStart(file);
  return { offset: start, length: node.getEnd() - start, text };
};

/** Offset of the first character of the line. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at--;
  return at;
}

/** Offset of the line after the one that the offset is in. */
export function afterLine(text: string, offset: number): number {
  const [rest] = /^[^\r\n]*(\r\n|\n|\r)?/.exec(text.slice(offset))!;
  return offset + rest.length;
}

/** The blanks that the line of the offset begins with. */
export const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))![0];

/** End of the last comment that follows on the same line; the offset itself where there is none. */
export function endOfTrailingComments(text: string, offset: number): number {
  return ts.getTrailingCommentRanges(text, offset)?.at(-1)?.end ?? offset;
}

const skipBlanks = (text: string, offset: number): number => offset + /^[ \t]*/.exec(text.slice(offset))![0].length;

/** Offset after the comma that follows an item; null where none does. */
function commaEnd(file: ts.SourceFile, items: ts.NodeArray<ts.Node>, index: number): number | null {
  if (index === items.length - 1 && !items.hasTrailingComma) return null;
  const { Latest } = ts.ScriptTarget;
  const scanner = ts.createScanner(Latest, true, ts.LanguageVariant.Standard, file.text, undefined, items[index]!.end);
  scanner.scan();
  return scanner.getTokenEnd();
}

function indentOfItem(file: ts.SourceFile, items: ts.NodeArray<ts.Node>, index: number): string {
  const startsLine = (node: ts.Node): boolean => {
    const start = node.getStart(file);
    return indentAt(file.text, start).length === start - lineStart(file.text, start);
  };
  const model =
    items
      .slice(0, index + 1)
      .reverse()
      .find(startsLine) ?? items[index]!;
  return indentAt(file.text, model.getStart(file));
}

function fillList(
  file: ts.SourceFile,
  { open, close }: BracketList,
  item: string,
  style: SourceStyle,
  pad: string,
): TextEdit[] {
  const inner = file.text.slice(open, close);
  if (inner.trim() === '') return [{ offset: open, length: close - open, text: pad + item + pad }];
  // only comments stand there
  const end = open + inner.trimEnd().length;
  const line = style.lineEnd + indentAt(file.text, open) + style.indent + item;
  return [insertion(end, /[\r\n]/.test(inner) ? line : ` ${item}`)];
}
