import ts from 'typescript';
import { forEachNode } from '../scopes';
import { isTensorFlowModule, type PartName, type Value } from '../values';
import type { CallNode, EditContext } from './editContext';
import { appendItem, listOf } from './listEdits';
import { refuse } from './refusal';
import type { TextEdit } from './textEdits';

/** How source text names a namespace of TensorFlow.js at a place, and the edits that make the name known there. */
export interface NamedPart {
  /** `tf.train`, `train`, `this.tf.layers`. */
  text: string;
  edits: TextEdit[];
}

/** The file's own name for `tf.layers`, `tf.train` or `tf.callbacks` at a place. Refuses where there is none and none can be imported. */
export function nameOfPart(c: EditContext, part: PartName | 'layers', place: ts.Node): NamedPart {
  const known = (text: string): NamedPart => ({ text, edits: [] });
  for (const name of inOrder(c.names)) {
    const value = c.evaluator.valueOfNameAt(name, place);
    if (isPart(value, part)) return known(name);
    if (isWhole(value, part)) return known(`${name}.${part}`);
  }
  const member = memberName(c, place, part);
  if (member !== null) return known(member);
  return imported(c, part);
}

/** The file's own name for TensorFlow.js as a whole at a place: of `tf.CustomCallback`. Refuses where there is none. */
export function nameOfWhole(c: EditContext, place: ts.Node): string {
  const name = inOrder(c.names).find(n => isWhole(c.evaluator.valueOfNameAt(n, place), 'callbacks'));
  return name ?? refuse('TensorFlow.js has no name as a whole in this file');
}

/** The namespace that a layer's call is written with, else the one that is known there. */
export function layersName(c: EditContext, call: CallNode): NamedPart {
  const callee = call.expression;
  if (ts.isPropertyAccessExpression(callee) && c.evaluator.valueOf(callee.expression)?.kind === 'layers')
    return { text: c.sourceOf(callee.expression), edits: [] };
  return nameOfPart(c, 'layers', call);
}

/** `tf` first: the name that a reader expects. */
const inOrder = (names: readonly string[]): string[] => [
  ...names.filter(n => n === 'tf'),
  ...names.filter(n => n !== 'tf'),
];

const isPart = (value: Value | null, part: PartName | 'layers'): boolean =>
  part === 'layers' ? value?.kind === 'layers' : value?.kind === 'part' && value.name === part;

function isWhole(value: Value | null, part: PartName | 'layers'): boolean {
  if (value?.kind !== 'tensorflow') return false;
  return value.of === undefined || value.of === (part === 'train' ? 'core' : 'layers');
}

/** `this.tf.train`, where the class of the place has it as a member. */
function memberName(c: EditContext, place: ts.Node, part: PartName | 'layers'): string | null {
  let around: ts.Node | undefined = place;
  while (around && !ts.isClassLike(around)) around = around.parent;
  let found: string | null = null;
  if (around)
    forEachNode(around, node => {
      if (found !== null || !ts.isPropertyAccessExpression(node)) return;
      if (node.expression.kind !== ts.SyntaxKind.ThisKeyword) return;
      const value = c.evaluator.valueOf(node);
      if (isPart(value, part)) found = c.sourceOf(node);
      else if (isWhole(value, part)) found = `${c.sourceOf(node)}.${part}`;
    });
  return found;
}

/** Adds the name to the names that the file takes from TensorFlow.js already. */
function imported(c: EditContext, part: PartName | 'layers'): NamedPart {
  if ([...c.scopes.byNode.values()].some(scope => scope.has(part)))
    refuse(`\`${part}\` is the name of something else in this file`);
  for (const statement of c.file.statements) {
    const names = namesTaken(c, statement, part);
    if (names) return { text: part, edits: appendItem(c.file, listOf(c.file, names), part, c.style, ' ') };
  }
  return refuse(`this file has no name for \`tf.${part}\``);
}

function namesTaken(
  c: EditContext,
  statement: ts.Statement,
  part: PartName | 'layers',
): ts.NamedImports | ts.ObjectBindingPattern | null {
  if (ts.isImportDeclaration(statement)) {
    const { importClause, moduleSpecifier } = statement;
    const names = importClause?.namedBindings;
    if (!names || !ts.isNamedImports(names) || importClause.isTypeOnly || !ts.isStringLiteral(moduleSpecifier))
      return null;
    return hasPart(moduleSpecifier.text, part) && names.elements.length > 0 ? names : null;
  }
  if (!ts.isVariableStatement(statement)) return null;
  for (const { name, initializer } of statement.declarationList.declarations) {
    if (!initializer || !ts.isObjectBindingPattern(name) || name.elements.some(e => e.dotDotDotToken)) continue;
    if (isWhole(c.evaluator.valueOf(initializer), part)) return name;
  }
  return null;
}

/** True for packages of TensorFlow.js that export the namespace. */
function hasPart(specifier: string, part: PartName | 'layers'): boolean {
  if (!isTensorFlowModule(specifier) || /@tensorflow\/tfjs[^/]*\/./.test(specifier)) return false;
  const isCore = /tfjs-core\b/.test(specifier);
  const isLayers = /tfjs-layers\b/.test(specifier);
  return part === 'train' ? !isLayers : !isCore;
}
