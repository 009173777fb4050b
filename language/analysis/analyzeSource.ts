import ts from 'typescript';
import { Evaluator } from './evaluator';
import { isWorthParsing, maxSourceLength } from './isWorthParsing';
import { collectScopes, forEachNode } from './scopes';
import { findCalls } from './findCalls';
import { parseSource } from './parseSource';
import { noFacts, type ImportedModule, type SourceCall, type SourceFacts, type SourceLanguage } from './sourceFacts';
import { isTensorFlowModule } from './values';

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
    return importedModules(parseSource(text, language)).map(m => m.specifier);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function analyze(text: string, language: SourceLanguage): SourceFacts {
  const file = parseSource(text, language);
  const modules = importedModules(file);
  const isProgram = modules.some(m => isTensorFlowModule(m.specifier));
  const found = findCalls(file, new Evaluator(collectScopes(file), isProgram), isProgram);
  const calls = found.map(({ role, name, node }): SourceCall => {
    const start = (ts.isNewExpression(node) ? node : node.expression).getStart(file);
    return { role, name, start, calleeEnd: node.expression.getEnd(), end: node.getEnd() };
  });
  calls.sort((a, b) => a.start - b.start || a.calleeEnd - b.calleeEnd);
  return { calls, isProgram, relativeImports: modules.filter(m => /^\.\.?(\/|$)/.test(m.specifier)) };
}

/** Modules that the text imports, re-exports or requires at run time, in order. */
export function importedModules(file: ts.SourceFile): ImportedModule[] {
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
