import ts from 'typescript';
import { Evaluator } from './evaluator';
import { isWorthParsing, maxSourceLength } from './isWorthParsing';
import { collectScopes, forEachNode } from './scopes';
import {
  noFacts,
  type CallRole,
  type ImportedModule,
  type SourceCall,
  type SourceFacts,
  type SourceLanguage,
} from './sourceFacts';
import { isTensorFlowModule, type Value } from './values';

// JavaScript may hold JSX under either id; in TypeScript `<any>tf` is an assertion.
const scriptKinds: Record<SourceLanguage, ts.ScriptKind> = {
  typescript: ts.ScriptKind.TS,
  typescriptreact: ts.ScriptKind.TSX,
  javascript: ts.ScriptKind.JSX,
  javascriptreact: ts.ScriptKind.JSX,
};

/** Methods that train, with the least number of arguments that a call on an unknown object must have to count. */
const trainingMethods = new Map([
  ['fit', 2],
  ['fitDataset', 2],
  ['trainOnBatch', 2],
  ['minimize', 1],
  ['applyGradients', 1],
]);

/**
 * Finds the calls and imports that matter in a source text, half-typed text too. Nothing is run and no other file is read.
 * Never throws: what cannot be understood is left out. Returns `noFacts` for text that is not worth parsing.
 */
export function analyzeSource(text: string, language: SourceLanguage): SourceFacts {
  if (!isWorthParsing(text)) return noFacts;
  try {
    return analyze(text, language);
  } catch (error) {
    // Text that is nested thousands deep exhausts the parser's own stack.
    if (error instanceof RangeError) return noFacts;
    throw error;
  }
}

/** The modules that any source text imports at run time, relative or not, in order. Never throws. */
export function importsOf(text: string, language: SourceLanguage): string[] {
  if (text.length > maxSourceLength || !/\bimport\b|\brequire\b|\bfrom\b/.test(text)) return [];
  try {
    return importedModules(parse(text, language)).map(m => m.specifier);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

const parse = (text: string, language: SourceLanguage): ts.SourceFile =>
  ts.createSourceFile('source', text, ts.ScriptTarget.Latest, true, scriptKinds[language]);

function analyze(text: string, language: SourceLanguage): SourceFacts {
  const file = parse(text, language);
  const modules = importedModules(file);
  const scopes = collectScopes(file);
  const isProgram = modules.some(m => isTensorFlowModule(m.specifier));
  const evaluator = new Evaluator(scopes, isProgram);
  const calls: SourceCall[] = [];
  const methods: ts.CallExpression[] = [];
  const add = (role: CallRole, name: string, node: ts.CallExpression | ts.NewExpression): void => {
    const start = (ts.isNewExpression(node) ? node : node.expression).getStart(file);
    calls.push({ role, name, start, calleeEnd: node.expression.getEnd(), end: node.getEnd() });
  };
  forEachNode(file, node => {
    if (ts.isNewExpression(node)) {
      const value = evaluator.valueOf(node.expression);
      if (value?.kind === 'layerClass') add('layer', value.name, node);
      if (value?.kind === 'modelClass') add('model', value.name, node);
    } else if (ts.isCallExpression(node)) {
      const value = evaluator.valueOf(node.expression);
      if (value?.kind === 'layerFunction') add('layer', value.name, node);
      else if (value?.kind === 'modelFunction') add('model', value.name, node);
      else if (ts.isPropertyAccessExpression(node.expression)) methods.push(node);
    }
  });
  // Methods of these names are common: they count in a file that uses TensorFlow.js.
  if (isProgram || calls.length > 0) {
    for (const node of methods) {
      const { name, expression } = node.expression as ts.PropertyAccessExpression;
      const role = name.text === 'compile' ? 'compile' : trainingMethods.has(name.text) ? 'train' : null;
      if (role && isOnModel(evaluator.valueOf(expression), node, name.text)) add(role, name.text, node);
    }
  }
  calls.sort((a, b) => a.start - b.start || a.calleeEnd - b.calleeEnd);
  return { calls, isProgram, relativeImports: modules.filter(m => /^\.\.?(\/|$)/.test(m.specifier)) };
}

function isOnModel(receiver: Value | null, call: ts.CallExpression, method: string): boolean {
  if (receiver) return receiver.kind === 'model';
  const hasSpread = call.arguments.some(ts.isSpreadElement);
  return hasSpread || call.arguments.length >= (trainingMethods.get(method) ?? 1);
}

/** Modules that the text imports, re-exports or requires at run time, in order. */
function importedModules(file: ts.SourceFile): ImportedModule[] {
  const found: ImportedModule[] = [];
  const add = (node: ts.Node | undefined): void => {
    if (node && ts.isStringLiteralLike(node)) found.push({ specifier: node.text, start: node.getStart(file) + 1 });
  };
  forEachNode(file, node => {
    if (ts.isImportDeclaration(node)) {
      if (!isTypeOnly(node.importClause)) add(node.moduleSpecifier);
    } else if (ts.isExportDeclaration(node)) {
      if (!node.isTypeOnly) add(node.moduleSpecifier);
    } else if (ts.isImportEqualsDeclaration(node)) {
      if (!node.isTypeOnly && ts.isExternalModuleReference(node.moduleReference)) add(node.moduleReference.expression);
    } else if (ts.isCallExpression(node)) {
      const { expression } = node;
      if (
        expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(expression) && expression.text === 'require')
      )
        add(node.arguments[0]);
    }
  });
  return found.sort((a, b) => a.start - b.start);
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const { name, namedBindings } = clause;
  if (name || !namedBindings || !ts.isNamedImports(namedBindings) || namedBindings.elements.length === 0) return false;
  return namedBindings.elements.every(e => e.isTypeOnly);
}
