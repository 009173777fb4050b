import ts from 'typescript';
import type { SourceLanguage } from '../sourceFacts';
import { configIndex, argumentAt } from './callArguments';
import { bare, EditContext } from './editContext';
import { propertyOf, valueOfProperty } from './objectEdits';
import { Refusal } from './refusal';

/**
 * Where the value of an argument of a compile's or fit's call is written: `'categoricalCrossentropy'` of `loss`. `offset`:
 * the call's first character. null where it is not written at the call.
 */
export function argumentRange(
  text: string,
  language: SourceLanguage,
  offset: number,
  name: string,
): { start: number; end: number } | null {
  try {
    const c = new EditContext(text, language);
    const call = c.callsAt(offset).find(n => ['compile', 'train'].includes(c.roleOf(n) ?? ''));
    const argument = call && argumentAt(call, configIndex(c, call));
    const object = argument && bare(argument);
    if (!object || !ts.isObjectLiteralExpression(object)) return null;
    const property = propertyOf(c, object, name);
    const value = property && valueOfProperty(property);
    return value && { start: value.getStart(c.file), end: value.getEnd() };
  } catch (error) {
    if (error instanceof Refusal || error instanceof RangeError) return null;
    throw error;
  }
}
