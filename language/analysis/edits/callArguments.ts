import ts from 'typescript';
import type { CallNode, EditContext } from './editContext';
import { appendItem, insertion, listOf } from './listEdits';
import { refuse } from './refusal';
import type { TextEdit } from './textEdits';

/** The argument at an index; null where the call ends before it. Refuses where a spread hides which one that is. */
export function argumentAt(call: CallNode, index: number): ts.Expression | null {
  const before = (call.arguments ?? []).slice(0, index + 1);
  if (before.some(ts.isSpreadElement)) refuse('the arguments of this call are spread');
  return before[index] ?? null;
}

/** Appends an argument; there are `index` before it. */
export function addArgument(c: EditContext, call: CallNode, index: number, text: string): TextEdit[] {
  // `new Attention` without parentheses
  if (!call.arguments) return index === 0 ? [insertion(call.getEnd(), `(${text})`)] : refuse('arguments are missing');
  if (call.arguments.length !== index) refuse('arguments before it are missing');
  return appendItem(c.file, listOf(c.file, call), text, c.style);
}

/** Where a call's configuration or options are among its arguments. */
export function configIndex(c: EditContext, call: CallNode): number {
  if (c.roleOf(call) !== 'train') return 0;
  const { expression } = call;
  const method = ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
  if (method === 'fit') return 2;
  if (method === 'fitDataset') return 1;
  return refuse(`${method} takes no options`);
}

/** What is said of a call in a reason: `tf.layers.dense`. */
export const calleeText = (c: EditContext, call: CallNode): string => c.sourceOf(call.expression).replace(/\s+/g, '');
