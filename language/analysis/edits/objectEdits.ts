import ts from 'typescript';
import type { Literal } from '../../../extension/protocol/finding';
import { propertyName } from '../scopes';
import { bare, type EditContext } from './editContext';
import { appendItem, listOf, removeItem, replacement } from './listEdits';
import { refuse } from './refusal';
import { keyText, literalText } from './sourceStyle';
import type { TextEdit } from './textEdits';
import { refuseIfVarying } from './varying';

/** Properties whose types are unions of a few words: in TypeScript a variable's own literal needs the word itself. */
const strictWords = new Set(['activation', 'recurrentActivation', 'padding', 'dataFormat', 'mode']);

/** Sets a property of an object literal. The rest of it stays as it is written. */
export function setProperty(
  c: EditContext,
  object: ts.ObjectLiteralExpression,
  name: string,
  value: Literal,
): TextEdit[] {
  const { properties } = object;
  const index = lastIndexOf(object, name);
  const text = literalText(value, c.style);
  if (index < 0) return addProperty(c, object, name, text + constSuffix(c, object, name, value));
  const property = properties[index]!;
  const isOverridden = properties.slice(index + 1).some(p => mayHold(c, p, name));
  if (isOverridden)
    return [...removeItem(c.file, listOf(c.file, object), index), ...addProperty(c, object, name, text)];
  if (ts.isShorthandPropertyAssignment(property)) {
    refuseIfVarying(c, property.name);
    return [replacement(c.file, property, `${c.sourceOf(property.name)}: ${text}`)];
  }
  if (!ts.isPropertyAssignment(property)) return [replacement(c.file, property, `${keyText(name, c.style)}: ${text}`)];
  return replaceValue(c, property.initializer, value);
}

/** Puts a literal in the place of an expression; casts and quotes around a literal stay. */
export function replaceValue(c: EditContext, expression: ts.Expression, value: Literal): TextEdit[] {
  const inner = bare(expression);
  refuseIfVarying(c, inner);
  if (typeof value === 'string' && ts.isStringLiteral(inner)) {
    const quote = c.text[inner.getStart(c.file)] as "'" | '"';
    return [replacement(c.file, inner, literalText(value, { ...c.style, quote }))];
  }
  const isKept = ts.isLiteralExpression(inner) && typeof value === typeof literalOf(inner);
  return [replacement(c.file, isKept ? inner : expression, literalText(value, c.style))];
}

/** Adds a property at the end of an object literal. `text`: its value, as source. */
export function addProperty(
  c: EditContext,
  object: ts.ObjectLiteralExpression,
  name: string,
  text: string,
): TextEdit[] {
  const keys = object.properties.map(p => p.name).filter(n => n !== undefined);
  const isQuoted = keys.length > 0 && keys.every(ts.isStringLiteral);
  const key = isQuoted ? literalText(name, c.style) : keyText(name, c.style);
  return appendItem(c.file, listOf(c.file, object), `${key}: ${text}`, c.style, c.style.brace);
}

/** Takes a property away; refuses where it is not there, or where a part that cannot be seen through may hold it. */
export function removeProperty(c: EditContext, object: ts.ObjectLiteralExpression, name: string): TextEdit[] {
  const { properties } = object;
  const index = lastIndexOf(object, name);
  const isHidden = properties.some(p => !isNamed(p, name) && mayHold(c, p, name));
  if (isHidden) refuse(`\`${name}\` may come from another object that is spread here`);
  if (index < 0) refuse(`\`${name}\` is not set here`);
  if (properties.filter(p => isNamed(p, name)).length > 1) refuse(`\`${name}\` is set twice`);
  const property = properties[index]!;
  if (ts.isPropertyAssignment(property)) refuseIfVarying(c, bare(property.initializer));
  if (ts.isShorthandPropertyAssignment(property)) refuseIfVarying(c, property.name);
  return removeItem(c.file, listOf(c.file, object), index);
}

/** The property of that name that counts; null where the literal has none, or one that cannot be seen through may override it. */
export function propertyOf(
  c: EditContext,
  object: ts.ObjectLiteralExpression,
  name: string,
): ts.PropertyAssignment | ts.ShorthandPropertyAssignment | null {
  const index = lastIndexOf(object, name);
  const property = object.properties[index];
  if (object.properties.slice(index + 1).some(p => mayHold(c, p, name)))
    refuse(`\`${name}\` may come from another object that is spread here`);
  if (!property) return null;
  if (ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property)) return property;
  return refuse(`\`${name}\` is a method here`);
}

/** The value of a property, as written: of a shorthand the name itself. */
export const valueOfProperty = (p: ts.PropertyAssignment | ts.ShorthandPropertyAssignment): ts.Expression =>
  ts.isPropertyAssignment(p) ? p.initializer : p.name;

/** Puts source text in the place of a property's value. */
export const replacePropertyValue = (
  c: EditContext,
  p: ts.PropertyAssignment | ts.ShorthandPropertyAssignment,
  text: string,
): TextEdit =>
  ts.isPropertyAssignment(p)
    ? replacement(c.file, p.initializer, text)
    : replacement(c.file, p, `${p.name.text}: ${text}`);

const isNamed = (p: ts.ObjectLiteralElementLike, name: string): boolean =>
  p.name !== undefined && propertyName(p.name) === name;

const lastIndexOf = (object: ts.ObjectLiteralExpression, name: string): number =>
  object.properties.findLastIndex(p => isNamed(p, name));

/** True for a part of an object that has the property, or may have it: a spread, a computed key. */
function mayHold(c: EditContext, p: ts.ObjectLiteralElementLike, name: string): boolean {
  if (ts.isSpreadAssignment(p)) {
    const value = c.evaluator.valueOf(p.expression);
    return value?.kind !== 'object' || value.node.properties.some(inner => mayHold(c, inner, name));
  }
  return isNamed(p, name) || (ts.isComputedPropertyName(p.name) && !ts.isStringLiteralLike(p.name.expression));
}

const literalOf = (node: ts.LiteralExpression): unknown => (ts.isNumericLiteral(node) ? 0 : node.text);

/** ` as const` where a word would be widened to `string`: in a TypeScript variable without a type of its own. */
function constSuffix(c: EditContext, object: ts.ObjectLiteralExpression, name: string, value: Literal): string {
  if (!c.isTypeScript || typeof value !== 'string' || !strictWords.has(name)) return '';
  const holder = object.parent;
  return ts.isVariableDeclaration(holder) && !holder.type ? ' as const' : '';
}
