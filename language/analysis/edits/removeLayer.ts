import ts from 'typescript';
import { configurationOf } from './configuration';
import { bare, wrapped, type CallNode, type EditContext } from './editContext';
import { placeOfLayer } from './layerPlace';
import { afterLine, endOfTrailingComments, lineStart, listOf, removal, removeItem, replacement } from './listEdits';
import { refuse } from './refusal';
import type { TextEdit } from './textEdits';

/** Takes the layer that a call builds out of the model: what came before it goes to what comes after. */
export function removeLayer(c: EditContext, call: CallNode): TextEdit[] {
  refuseIfInput(c, call);
  const { place, variable } = placeOfLayer(c, call);
  const unheld = variable ? removeVariable(c, variable) : [];
  switch (place.kind) {
    case 'added':
      return [...removeStatement(c, place.statement), ...unheld];
    case 'listed':
      return [...removeItem(c.file, listOf(c.file, place.list), place.index), ...unheld];
    case 'applied':
      return [...removeApply(c, place.apply), ...unheld];
  }
}

/** A model gets its input's shape from its first layer. */
function refuseIfInput(c: EditContext, call: CallNode): void {
  const configuration = configurationOf(c, call);
  if (configuration.kind === 'hidden')
    refuse('its configuration is made elsewhere: it may hold the shape of the input');
  if (configuration.kind === 'absent') return;
  const names = ['inputShape', 'batchInputShape', 'inputDim', 'inputLength'];
  const isInput = configuration.object.properties.some(p => p.name && names.includes(c.sourceOf(p.name)));
  if (isInput) refuse('the layer gives the model the shape of its input');
}

function removeApply(c: EditContext, apply: ts.CallExpression): TextEdit[] {
  const [input] = apply.arguments;
  if (!input || ts.isSpreadElement(input)) return refuse('it is not known what the layer is applied to');
  if (ts.isArrayLiteralExpression(bare(input))) return refuse('the layer joins several inputs');
  const statement = assignmentTo(c, apply, input);
  // `x = layer.apply(x);` is nothing without the layer
  if (statement) return removeStatement(c, statement);
  const isSimple = ts.isLeftHandSideExpression(input) || ts.isSpreadElement(apply.parent);
  const text = c.sourceOf(input);
  return [replacement(c.file, apply, isSimple || isWhole(apply) ? text : `(${text})`)];
}

/** True where the place takes any expression as it is. */
const isWhole = ({ parent }: ts.CallExpression): boolean =>
  ts.isVariableDeclaration(parent) || ts.isReturnStatement(parent) || ts.isCallExpression(parent);

function assignmentTo(c: EditContext, apply: ts.CallExpression, input: ts.Expression): ts.ExpressionStatement | null {
  const { parent } = wrapped(apply);
  const isAssignment =
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    c.sourceOf(parent.left) === c.sourceOf(bare(input));
  return isAssignment && ts.isExpressionStatement(parent.parent) ? parent.parent : null;
}

/** Nothing is left of a variable that only the model used. */
function removeVariable(c: EditContext, variable: ts.VariableDeclaration): TextEdit[] {
  const uses = c.usesOf(variable.name as ts.Identifier);
  const list = variable.parent;
  if (uses.length > 1 || !ts.isVariableDeclarationList(list) || list.declarations.length > 1) return [];
  return ts.isVariableStatement(list.parent) ? removeStatement(c, list.parent) : [];
}

/** With its line, where it has one of its own, and the comment behind it there. */
function removeStatement(c: EditContext, statement: ts.Statement): TextEdit[] {
  const { parent } = statement;
  const isInList =
    ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent) || ts.isModuleBlock(parent);
  if (!isInList) return [replacement(c.file, statement, '{}')];
  const start = statement.getStart(c.file);
  const end = statement.getEnd();
  const trailing = endOfTrailingComments(c.text, end);
  const isAlone =
    c.text.slice(lineStart(c.text, start), start).trim() === '' && /^[ \t]*(\r|\n|$)/.test(c.text.slice(trailing));
  return [isAlone ? removal(lineStart(c.text, start), afterLine(c.text, trailing)) : removal(start, end)];
}
