import ts from 'typescript';
import { isCheckpointName, pathOfText, type CheckpointPath } from './checkpointPathText';
import { maxSourceLength } from './isWorthParsing';
import { parseSource } from './parseSource';
import { collectScopes } from './scopes';
import type { SourceLanguage } from './sourceFacts';
import { StaticText } from './staticText';

/** Calls whose first argument names a model, whatever it is called. */
const loaders = new Set([
  'loadLayersModel',
  'loadGraphModel',
  'loadFrozenModel',
  'loadSavedModel',
  'loadWeights',
  'fileSystem',
]);

/**
 * The path of a model or checkpoint that the expression at the offset stands for: a literal, a template, a constant,
 * `path.join(…)`. Null where there is none, or where it is known only when the program runs. Never throws.
 */
export function checkpointPathAt(text: string, language: SourceLanguage, offset: number): CheckpointPath | null {
  if (text.length > maxSourceLength) return null;
  try {
    return find(parseSource(text, language), offset);
  } catch (error) {
    // Text that is nested thousands deep exhausts the parser's own stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function find(file: ts.SourceFile, offset: number): CheckpointPath | null {
  const texts = new StaticText(() => collectScopes(file), importsPath(file));
  const chain = expressionsAt(file, offset, texts);
  // the whole of what is put together, not a part of it
  const whole = chain.findLast(isWhole);
  if (!whole) return null;
  const value = texts.of(whole);
  if (value === null || !(isCheckpointName(value) || isLoaded(whole))) return null;
  const found = pathOfText(value);
  return found && { start: whole.getStart(file), end: whole.getEnd(), ...found };
}

/** The expressions around a place, innermost first, up to what is more than a text. */
function expressionsAt(file: ts.SourceFile, offset: number, texts: StaticText): ts.Expression[] {
  let at: ts.Node = file;
  for (;;) {
    const inner: ts.Node | undefined = ts.forEachChild(at, child =>
      child.getStart(file) <= offset && offset < child.getEnd() ? child : undefined,
    );
    if (!inner) break;
    at = inner;
  }
  const chain: ts.Expression[] = [];
  for (let node = at; node; node = node.parent) {
    if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isTemplateSpan(node)) continue;
    if (!texts.canBe(node)) break;
    chain.push(node);
  }
  return chain;
}

/** True for what is a text by itself: not the callee of a call, nor the name that something declares. */
function isWhole(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isIdentifier(node) && !isExpressionUse(node)) return false;
  return !(ts.isCallExpression(parent) && parent.expression === node);
}

/** False for a name that is declared or is a property's own. */
function isExpressionUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return !(
    (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isPropertyAssignment(parent)) &&
    parent.name === node
  );
}

/** The first argument of a call that loads a model, or that says where one is. */
function isLoaded(node: ts.Expression): boolean {
  const { parent } = node;
  return ts.isCallExpression(parent) && parent.arguments[0] === node && loaders.has(lastName(parent));
}

function lastName({ expression }: ts.CallExpression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
}

const importsPath = (file: ts.SourceFile): boolean =>
  /(\bfrom\s*|\brequire\s*\(\s*|\bimport\s*\(\s*)['"](node:)?path['"]/.test(file.text);
