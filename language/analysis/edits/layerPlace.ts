import ts from 'typescript';
import { calleeText } from './callArguments';
import { bare, wrapped, type CallNode, type EditContext } from './editContext';
import { refuse } from './refusal';

/** Where a layer takes its place in a model. */
export type LayerPlace =
  /** `model.add(layer);` as a statement. */
  | { kind: 'added'; add: ts.CallExpression; statement: ts.ExpressionStatement }
  /** An element of a list of layers. */
  | { kind: 'listed'; list: ts.ArrayLiteralExpression; index: number }
  /** `layer.apply(x)`. */
  | { kind: 'applied'; apply: ts.CallExpression };

/** The place of the layer that a call builds, and the variable that holds the layer, where one does. Refuses what is unclear. */
export function placeOfLayer(
  c: EditContext,
  call: CallNode,
): { place: LayerPlace; variable: ts.VariableDeclaration | null } {
  const place = placeOf(c, call);
  if (place) return { place, variable: null };
  const holder = wrapped(call).parent;
  if (ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name)) {
    const uses = c.usesOf(holder.name);
    const places = uses.flatMap(use => placeOf(c, use) ?? []);
    const [only] = places;
    if (only && places.length === 1) return { place: only, variable: holder };
    const name = `\`${holder.name.text}\``;
    return refuse(
      places.length > 1
        ? `${name} is used in ${places.length} places of the model`
        : `it is not known where ${name} goes`,
    );
  }
  if (ts.isReturnStatement(holder) || ts.isArrowFunction(holder))
    return refuse('the layer is built by a function and takes its place where that is called');
  if (ts.isPropertyAssignment(holder) && c.sourceOf(holder.name) === 'layer')
    return refuse('the layer is inside of another one');
  return refuse(`it is not known where the layer of ${calleeText(c, call)} takes its place`);
}

function placeOf(c: EditContext, layer: ts.Expression): LayerPlace | null {
  const expression = wrapped(layer);
  const { parent } = expression;
  if (ts.isCallExpression(parent) && parent.arguments[0] === expression && parent.arguments.length === 1) {
    const { expression: callee, parent: statement } = parent;
    const isAdd = ts.isPropertyAccessExpression(callee) && callee.name.text === 'add';
    return isAdd && ts.isExpressionStatement(statement) ? { kind: 'added', add: parent, statement } : null;
  }
  if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'apply' && ts.isCallExpression(parent.parent))
    return parent.parent.expression === parent ? { kind: 'applied', apply: parent.parent } : null;
  if (ts.isArrayLiteralExpression(parent) && isListOfLayers(c, parent))
    return { kind: 'listed', list: parent, index: parent.elements.indexOf(expression) };
  return null;
}

/** True for `layers: [...]`, and for a list that is gone through to add each. */
function isListOfLayers(c: EditContext, list: ts.ArrayLiteralExpression): boolean {
  const expression = wrapped(list);
  const { parent } = expression;
  if (ts.isPropertyAssignment(parent)) return c.sourceOf(parent.name) === 'layers';
  if (ts.isForOfStatement(parent)) return parent.expression === expression;
  if (ts.isPropertyAccessExpression(parent)) return ['forEach', 'reduce'].includes(parent.name.text);
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return false;
  const uses = c.usesOf(parent.name);
  return uses.some(use => {
    const { parent: holder } = use;
    if (ts.isShorthandPropertyAssignment(holder)) return use.text === 'layers';
    if (ts.isPropertyAssignment(holder))
      return bare(holder.initializer) === use && c.sourceOf(holder.name) === 'layers';
    if (ts.isForOfStatement(holder)) return holder.expression === use;
    return (
      ts.isPropertyAccessExpression(holder) &&
      holder.expression === use &&
      ['forEach', 'reduce'].includes(holder.name.text)
    );
  });
}
