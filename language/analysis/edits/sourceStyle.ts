import ts from 'typescript';
import type { Literal } from '../../../extension/protocol/finding';
import { forEachNode } from '../scopes';

/** How the person writes, as far as edits have to follow. */
export interface SourceStyle {
  quote: "'" | '"';
  lineEnd: string;
  /** Between the braces and the properties of an object on one line. */
  brace: '' | ' ';
  /** One step of indentation. */
  indent: string;
}

/** The style of most of the file; where it shows none, the language's commonest. */
export function styleOf(file: ts.SourceFile): SourceStyle {
  const { text } = file;
  const count = { single: 0, double: 0, tight: 0, loose: 0 };
  forEachNode(file, node => {
    if (ts.isStringLiteral(node) && !ts.isJsxAttribute(node.parent)) {
      const quote = text[node.getStart(file)];
      // one that holds the other quote was not free to choose
      if (quote === "'" && !node.text.includes('"')) count.single++;
      if (quote === '"' && !node.text.includes("'")) count.double++;
    } else if (ts.isObjectLiteralExpression(node) && node.properties.length > 0) {
      const after = text[node.getStart(file) + 1];
      if (after === ' ') count.loose++;
      else if (after !== '\n' && after !== '\r') count.tight++;
    }
  });
  return {
    quote: count.double > count.single ? '"' : "'",
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
    brace: count.tight > count.loose ? '' : ' ',
    indent: indentOf(text),
  };
}

function indentOf(text: string): string {
  const steps = new Map<string, number>();
  for (const [, space] of text.matchAll(/^(\t|[ ]{2,8})(?=[^\s*])/gm)) steps.set(space!, (steps.get(space!) ?? 0) + 1);
  const tabs = steps.get('\t') ?? 0;
  const spaces = [...steps].filter(([s]) => s !== '\t').sort((a, b) => a[0].length - b[0].length);
  if (tabs > spaces.reduce((n, [, c]) => n + c, 0)) return '\t';
  return spaces[0]?.[0] ?? '  ';
}

/** A value as source text. */
export function literalText(value: Literal, { quote }: SourceStyle): string {
  if (typeof value === 'string') return quoted(value, quote);
  return Array.isArray(value) ? `[${value.map(String).join(', ')}]` : String(value);
}

/** The text between quotes of that kind. */
export function quoted(text: string, quote: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return quote + inner.replaceAll(quote, `\\${quote}`) + quote;
}

/** `{ monitor: 'val_loss', patience: 3 }`; empty for no properties. */
export function objectText(properties: Readonly<Record<string, Literal>>, style: SourceStyle): string {
  const entries = Object.entries(properties);
  if (entries.length === 0) return '';
  const inner = entries.map(([name, value]) => `${keyText(name, style)}: ${literalText(value, style)}`).join(', ');
  return `{${style.brace}${inner}${style.brace}}`;
}

/** The name as a key of an object literal. */
export const keyText = (name: string, { quote }: SourceStyle): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name, quote);
