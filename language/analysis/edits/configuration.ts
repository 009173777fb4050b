import ts from 'typescript';
import { addArgument, argumentAt, calleeText, configIndex } from './callArguments';
import { bare, isExported, type CallNode, type EditContext } from './editContext';
import { insertion } from './listEdits';
import { refuse } from './refusal';
import type { TextEdit } from './textEdits';

/** The object that configures a call. */
export type Configuration =
  | { kind: 'absent' }
  /** Written at the call, or in a constant that no other place uses. */
  | { kind: 'own'; object: ts.ObjectLiteralExpression }
  /** A constant that other places use too; `uses` are all of them, null where other files may hold some. */
  | { kind: 'shared'; object: ts.ObjectLiteralExpression; uses: ts.Identifier[] | null; argument: ts.Expression }
  /** Made elsewhere; it is an object, as far as the call takes nothing else. */
  | { kind: 'hidden'; argument: ts.Expression };

/** Finds a call's configuration. Refuses what is no object: arguments by position, what callers hand in. */
export function configurationOf(c: EditContext, call: CallNode): Configuration {
  const argument = argumentAt(call, configIndex(c, call));
  if (!argument) return { kind: 'absent' };
  const expression = bare(argument);
  if (ts.isObjectLiteralExpression(expression)) return { kind: 'own', object: expression };
  if (ts.isIdentifier(expression)) return ofName(c, call, argument, expression);
  if (!takesObject(c, call)) refuse(`${calleeText(c, call)} takes its arguments by position`);
  if (ts.isConditionalExpression(expression)) refuse('its configuration is chosen by a condition');
  return { kind: 'hidden', argument };
}

function ofName(c: EditContext, call: CallNode, argument: ts.Expression, name: ts.Identifier): Configuration {
  const declaration = c.declarationOf(name);
  if (declaration && ts.findAncestor(declaration, n => ts.isParameter(n)) && !ts.isVariableDeclaration(declaration))
    refuse(`\`${name.text}\` is handed in by the callers`);
  const constant = c.constantOf(name);
  const value = constant && bare(constant.value);
  if (value && ts.isObjectLiteralExpression(value)) {
    const uses = c.usesOf(constant.name);
    const isPrivate = !isExported(constant.declaration);
    if (uses.length === 1 && isPrivate) return { kind: 'own', object: value };
    return { kind: 'shared', object: value, uses: isPrivate ? uses : null, argument };
  }
  if (!takesObject(c, call)) refuse(`\`${name.text}\` is not known to be an object`);
  return { kind: 'hidden', argument };
}

/** Gives a call a configuration of its own on top of one that others use too: `{ ...base, name: value }`. */
export function spreadOver(c: EditContext, argument: ts.Expression, property: string): TextEdit[] {
  const { brace } = c.style;
  const needsParentheses = ts.isBinaryExpression(argument) || ts.isArrowFunction(argument);
  const [open, close] = needsParentheses ? ['(', ')'] : ['', ''];
  return [
    insertion(argument.getStart(c.file), `{${brace}...${open}`),
    insertion(argument.getEnd(), `${close}, ${property}${brace}}`),
  ];
}

/** Gives a call that has no configuration one. */
export const addConfiguration = (c: EditContext, call: CallNode, property: string): TextEdit[] =>
  addArgument(c, call, configIndex(c, call), `{${c.style.brace}${property}${c.style.brace}}`);

/** True for calls of TensorFlow.js itself: they take one object. */
function takesObject(c: EditContext, call: CallNode): boolean {
  const role = c.roleOf(call);
  if (role === 'compile' || role === 'train') return true;
  const value = c.evaluator.valueOf(call.expression);
  return value?.kind === 'layerFunction';
}
