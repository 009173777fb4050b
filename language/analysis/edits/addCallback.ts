import ts from 'typescript';
import type { SourceEdit } from '../../../extension/protocol/finding';
import { addConfiguration, configurationOf } from './configuration';
import { bare, type CallNode, type EditContext } from './editContext';
import { appendItem, insertion, listOf } from './listEdits';
import { addProperty, propertyOf, replacePropertyValue, valueOfProperty } from './objectEdits';
import { refuse } from './refusal';
import { objectText } from './sourceStyle';
import { nameOfPart, nameOfWhole } from './tensorflowNames';
import type { TextEdit } from './textEdits';

/**
 * Adds a callback of TensorFlow.js to a fit's call. TensorFlow.js takes either callbacks or plain handlers: handlers that
 * are there already are made a callback first.
 */
export function addCallback(
  c: EditContext,
  call: CallNode,
  edit: Extract<SourceEdit, { kind: 'addCallback' }>,
): TextEdit[] {
  const configuration = configurationOf(c, call);
  const { text, edits } = nameOfPart(c, 'callbacks', call);
  const callback = `${text}.${edit.callback}(${objectText(edit.arguments, c.style)})`;
  if (configuration.kind === 'absent') return [...edits, ...addConfiguration(c, call, `callbacks: ${callback}`)];
  if (configuration.kind !== 'own') return refuse('its options are made elsewhere, or used in other places too');
  const { object } = configuration;
  const property = propertyOf(c, object, 'callbacks');
  if (!property) return [...edits, ...addProperty(c, object, 'callbacks', callback)];
  const written = valueOfProperty(property);
  const value = bare(written);
  if (ts.isArrayLiteralExpression(value)) {
    const asCallbacks = value.elements.flatMap(e => wrapHandlers(c, e));
    return [...edits, ...asCallbacks, ...appendItem(c.file, listOf(c.file, value), callback, c.style)];
  }
  const { before, after } = isHandlers(c, value) ? customCallback(c, value) : { before: '', after: '' };
  if (ts.isShorthandPropertyAssignment(property))
    return [...edits, replacePropertyValue(c, property, `[${before}${c.sourceOf(value)}${after}, ${callback}]`)];
  return [
    ...edits,
    insertion(written.getStart(c.file), `[${before}`),
    insertion(written.getEnd(), `${after}, ${callback}]`),
  ];
}

function wrapHandlers(c: EditContext, element: ts.Expression): TextEdit[] {
  if (ts.isSpreadElement(element)) return refuse('the list of callbacks is not written out');
  if (!isHandlers(c, bare(element))) return [];
  const { before, after } = customCallback(c, element);
  return [insertion(element.getStart(c.file), before), insertion(element.getEnd(), after)];
}

function customCallback(c: EditContext, place: ts.Node): { before: string; after: string } {
  return { before: `new ${nameOfWhole(c, place)}.CustomCallback(`, after: ')' };
}

/** True for an object of handlers, false for a callback. Refuses where it cannot be told. */
function isHandlers(c: EditContext, value: ts.Expression): boolean {
  if (ts.isObjectLiteralExpression(value)) return true;
  if (ts.isNewExpression(value)) return false;
  if (ts.isCallExpression(value) && ts.isPropertyAccessExpression(value.expression)) {
    const made = c.evaluator.valueOf(value.expression.expression);
    if (made?.kind === 'part' && made.name === 'callbacks') return false;
    if (/\bnode\.tensorBoard$/.test(c.sourceOf(value.expression))) return false;
    if (/\bfitCallbacks$/.test(c.sourceOf(value.expression))) return true;
  }
  if (ts.isIdentifier(value)) {
    const constant = c.constantOf(value);
    if (constant) return isHandlers(c, bare(constant.value));
  }
  return refuse(`it is not known whether \`${c.sourceOf(value).slice(0, 40)}\` is a callback`);
}
