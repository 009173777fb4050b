import ts from 'typescript';
import { classOfThis, forEachNode } from '../scopes';
import { isExported, type EditContext } from './editContext';
import { refuse } from './refusal';

/** Constants and callers are followed so far. */
const maxDepth = 20;

/**
 * Refuses where an expression differs from call to call, from turn to turn or from object to object: a value in its place
 * would be meant for one of them and change all.
 */
export function refuseIfVarying(c: EditContext, expression: ts.Node, depth = 0): void {
  if (depth > maxDepth) refuse('its value comes from too far away');
  forEachNode(expression, node => {
    if (node.kind === ts.SyntaxKind.ThisKeyword) refuseIfOfSeveral(c, node);
    if (!ts.isIdentifier(node) || isMember(node) || isNamespace(c, node)) return;
    const declaration = c.declarationOf(node);
    // what is declared inside of the expression itself is its own affair
    if (!declaration || (declaration.pos >= expression.pos && declaration.end <= expression.end)) return;
    const parameter = parameterAround(declaration);
    if (parameter) {
      const owner = parameter.parent;
      const call = onlyCallOf(c, owner);
      if (!call) refuse(`\`${node.text}\` is a parameter of ${nameOf(owner)}: each caller gives its own`);
      const argument = call.arguments[owner.parameters.indexOf(parameter)];
      if (argument) refuseIfVarying(c, argument, depth + 1);
    } else if (isLoopVariable(declaration)) refuse(`\`${node.text}\` differs from turn to turn of the loop`);
    else if (ts.isVariableDeclaration(declaration) && declaration.initializer)
      refuseIfVarying(c, declaration.initializer, depth + 1);
  });
}

/** A member of a class that several objects are made of may differ from one to the next. */
function refuseIfOfSeveral(c: EditContext, node: ts.Node): void {
  const member = node.parent;
  if (ts.isPropertyAccessExpression(member) && isNamespace(c, member)) return;
  const owner = classOfThis(node);
  const isOnlyOne = owner?.name && !isExported(owner) && c.mentionsOf(owner.name.text).length === 1;
  if (!isOnlyOne) refuse(`\`${c.sourceOf(member)}\` may differ from object to object`);
}

const isMember = (node: ts.Identifier): boolean =>
  (ts.isPropertyAccessExpression(node.parent) || ts.isPropertyAssignment(node.parent)) && node.parent.name === node;

function isNamespace(c: EditContext, node: ts.Expression): boolean {
  const kind = c.evaluator.valueOf(node)?.kind;
  return kind !== undefined && ['tensorflow', 'layers', 'layersModule', 'part'].includes(kind);
}

function parameterAround(declaration: ts.Node): ts.ParameterDeclaration | null {
  let at: ts.Node = declaration;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at)) at = at.parent;
  return ts.isParameter(at) ? at : null;
}

function isLoopVariable(declaration: ts.Node): boolean {
  let at: ts.Node = declaration;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at)) at = at.parent;
  const list = at.parent;
  if (!ts.isVariableDeclaration(at) || !ts.isVariableDeclarationList(list)) return false;
  return ts.isForStatement(list.parent) || ts.isForInStatement(list.parent) || ts.isForOfStatement(list.parent);
}

/** The one call of a function of this file, where there is one and no other mention of it: it is as good as written there. */
function onlyCallOf(c: EditContext, owner: ts.SignatureDeclaration): ts.CallExpression | null {
  const holder = owner.parent;
  if (ts.isParenthesizedExpression(holder) && ts.isCallExpression(holder.parent) && holder.parent.expression === holder)
    return holder.parent;
  const name = owner.name ?? (ts.isVariableDeclaration(holder) ? holder.name : undefined);
  if (!name || !ts.isIdentifier(name) || isExported(owner)) return null;
  const mentions = c.mentionsOf(name.text);
  const [mention] = mentions;
  if (!mention || mentions.length > 1) return null;
  const callee = ts.isPropertyAccessExpression(mention.parent) ? mention.parent : mention;
  const call = callee.parent;
  return ts.isCallExpression(call) && call.expression === callee ? call : null;
}

function nameOf(owner: ts.SignatureDeclaration): string {
  const holder = owner.parent;
  if (owner.name && ts.isIdentifier(owner.name)) return owner.name.text;
  return ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name) ? holder.name.text : 'a function';
}
