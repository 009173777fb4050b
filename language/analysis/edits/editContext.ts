import ts from 'typescript';
import { Evaluator } from '../evaluator';
import { findCalls } from '../findCalls';
import { importedModules } from '../analyzeSource';
import { hasSyntaxErrors, parseSource } from '../parseSource';
import { collectScopes, declaringScope, forEachNode, type Scope, type Scopes } from '../scopes';
import type { CallRole, SourceLanguage } from '../sourceFacts';
import { isTensorFlowModule } from '../values';
import { refuse } from './refusal';
import { styleOf, type SourceStyle } from './sourceStyle';

export type CallNode = ts.CallExpression | ts.NewExpression;

/** A source text that edits are made for, with what they look up. */
export class EditContext {
  readonly file: ts.SourceFile;
  readonly scopes: Scopes;
  readonly evaluator: Evaluator;
  readonly style: SourceStyle;
  readonly isTypeScript: boolean;
  private readonly roles: ReadonlyMap<ts.Node, CallRole>;
  private readonly callsByStart = new Map<number, CallNode[]>();
  private readonly identifiers = new Map<string, ts.Identifier[]>();

  /** Refuses text with syntax errors: what an edit does to it cannot be told. */
  constructor(text: string, language: SourceLanguage) {
    this.file = parseSource(text, language);
    if (hasSyntaxErrors(this.file)) refuse('the file has a syntax error');
    this.isTypeScript = language === 'typescript' || language === 'typescriptreact';
    this.scopes = collectScopes(this.file);
    const isProgram = importedModules(this.file).some(m => isTensorFlowModule(m.specifier));
    this.evaluator = new Evaluator(this.scopes, isProgram);
    this.style = styleOf(this.file);
    this.roles = new Map(findCalls(this.file, this.evaluator, isProgram).map(c => [c.node, c.role]));
    forEachNode(this.file, node => {
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) push(this.callsByStart, this.startOf(node), node);
      else if (ts.isIdentifier(node)) push(this.identifiers, node.text, node);
    });
  }

  get text(): string {
    return this.file.text;
  }

  roleOf(call: CallNode): CallRole | null {
    return this.roles.get(call) ?? null;
  }

  /** The calls whose site the offset is, the innermost first. */
  callsAt(offset: number): CallNode[] {
    return [...(this.callsByStart.get(offset) ?? [])].sort((a, b) => a.end - b.end);
  }

  sourceOf(node: ts.Node): string {
    return node.getText(this.file);
  }

  /** Names in the file's text, each once. */
  get names(): string[] {
    return [...this.identifiers.keys()];
  }

  /** The scope that declares the identifier's name. */
  scopeOf(identifier: ts.Identifier): Scope | null {
    return declaringScope(this.scopes, identifier);
  }

  /** The variable, parameter or other declaration that an identifier means; null where it is not in this file, or several are. */
  declarationOf(identifier: ts.Identifier): ts.Declaration | null {
    const scope = this.scopeOf(identifier);
    if (!scope) return null;
    const found = (this.identifiers.get(identifier.text) ?? []).filter(
      other => isDeclarationName(other) && this.scopeOf(other) === scope,
    );
    return found.length === 1 ? (found[0]!.parent as ts.Declaration) : null;
  }

  /** Where else in the file the name of a declaration is used; its own place is not among them. */
  usesOf(name: ts.Identifier): ts.Identifier[] {
    const scope = this.scopeOf(name);
    return (this.identifiers.get(name.text) ?? []).filter(
      other => other !== name && !isMemberName(other) && !isDeclarationName(other) && this.scopeOf(other) === scope,
    );
  }

  /** Where a word stands in the file as a name of anything, declarations left out. */
  mentionsOf(name: string): ts.Identifier[] {
    const isDeclared = (node: ts.Identifier): boolean =>
      isDeclarationName(node) || (ts.isMethodDeclaration(node.parent) && node.parent.name === node);
    return (this.identifiers.get(name) ?? []).filter(other => !isDeclared(other));
  }

  /** The constant that an identifier means, with its value: declared once in this file and never assigned to. */
  constantOf(
    identifier: ts.Identifier,
  ): { declaration: ts.VariableDeclaration; name: ts.Identifier; value: ts.Expression } | null {
    const declaration = this.declarationOf(identifier);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return null;
    if (!declaration.initializer || isAssignedTo(this.usesOf(declaration.name))) return null;
    return { declaration, name: declaration.name, value: declaration.initializer };
  }

  private startOf(node: CallNode): number {
    return (ts.isNewExpression(node) ? node : node.expression).getStart(this.file);
  }
}

/** The expression without parentheses, casts, `satisfies` and `!` around it. */
export function bare(node: ts.Expression): ts.Expression {
  let at = node;
  while (isWrapping(at)) at = at.expression;
  return at;
}

/** The expression with the parentheses and casts that are around it. */
export function wrapped(node: ts.Expression): ts.Expression {
  let at = node;
  while (isWrapping(at.parent) && at.parent.expression === at) at = at.parent;
  return at;
}

type Wrapping =
  ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.TypeAssertion | ts.NonNullExpression;
const isWrapping = (node: ts.Node): node is Wrapping =>
  ts.isParenthesizedExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isTypeAssertionExpression(node) ||
  ts.isNonNullExpression(node);

/** True for a declaration that other files can use. */
export function isExported(declaration: ts.Node): boolean {
  for (let at: ts.Node = declaration; at.parent; at = at.parent) {
    if (ts.canHaveModifiers(at) && ts.getModifiers(at)?.some(m => m.kind === ts.SyntaxKind.ExportKeyword)) return true;
    if (ts.isStatement(at)) return false;
  }
  return false;
}

const isAssignedTo = (uses: readonly ts.Identifier[]): boolean =>
  uses.some(({ parent }, i) => {
    const isTarget = ts.isBinaryExpression(parent) && parent.left === uses[i];
    const { FirstAssignment, LastAssignment } = ts.SyntaxKind;
    if (isTarget) {
      const { kind } = parent.operatorToken;
      return kind >= FirstAssignment && kind <= LastAssignment;
    }
    return ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)
      ? [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(parent.operator)
      : false;
  });

function isDeclarationName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isFunctionExpression(parent) ||
      ts.isClassLike(parent) ||
      ts.isBindingElement(parent) ||
      ts.isImportSpecifier(parent) ||
      ts.isImportClause(parent) ||
      ts.isNamespaceImport(parent) ||
      ts.isImportEqualsDeclaration(parent)) &&
    parent.name === node
  );
}

/** True for a name that means no variable: `.name`, a key, a method. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  if (ts.isImportSpecifier(parent)) return parent.propertyName === node;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isAccessor(parent) ||
      ts.isJsxAttribute(parent)) &&
    parent.name === node
  );
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
