import ts from 'typescript';
import { importValue, type Value } from './values';

/** Where a name gets its value. `path`: the properties of it that a destructuring takes, outermost first. */
export type Source =
  | { kind: 'value'; value: Value | null }
  | { kind: 'expression'; node: ts.Expression; path: string[] }
  | { kind: 'type'; node: ts.TypeNode; path: string[] }
  | { kind: 'parameter'; owner: ts.SignatureDeclaration; index: number; isUntyped: boolean; path: string[] }
  | { kind: 'declaration'; node: ts.FunctionDeclaration | ts.ClassLikeDeclaration | ts.FunctionExpression };

export type Scope = Map<string, Source[]>;

/** The names of a source file, with all that is assigned to them anywhere: order of execution is not followed. */
export interface Scopes {
  /** By the node that opens it. */
  byNode: Map<ts.Node, Scope>;
  /** By class: what is assigned to `this.name`. */
  members: Map<ts.ClassLikeDeclaration, Scope>;
  /** Calls of a plain name, by that name: where parameters get their values. */
  callsByName: Map<string, ts.CallExpression[]>;
}

const opensFunctionScope = (node: ts.Node): boolean =>
  ts.isFunctionLike(node) || ts.isSourceFile(node) || ts.isModuleBlock(node) || ts.isClassStaticBlockDeclaration(node);
const opensScope = (node: ts.Node): boolean =>
  opensFunctionScope(node) ||
  ts.isBlock(node) ||
  ts.isCaseBlock(node) ||
  ts.isForStatement(node) ||
  ts.isForInStatement(node) ||
  ts.isForOfStatement(node) ||
  ts.isCatchClause(node) ||
  ts.isClassLike(node);

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.EqualsToken ||
  kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
  kind === ts.SyntaxKind.BarBarEqualsToken;

/** Collects every name of the file. Never throws; walks with a stack of its own, so that depth does not matter. */
export function collectScopes(file: ts.SourceFile): Scopes {
  const scopes: Scopes = { byNode: new Map(), members: new Map(), callsByName: new Map() };
  const assignments: ts.BinaryExpression[] = [];
  const add = (scope: Scope, name: string, source: Source): void => {
    const sources = scope.get(name);
    if (sources) sources.push(source);
    else scope.set(name, [source]);
  };
  const scopeOf = (node: ts.Node, isEnough: (n: ts.Node) => boolean): Scope => {
    let at = node.parent;
    while (!isEnough(at) && at.parent) at = at.parent;
    let scope = scopes.byNode.get(at);
    if (!scope) scopes.byNode.set(at, (scope = new Map()));
    return scope;
  };
  const bind = (scope: Scope, name: ts.BindingName, source: Source): void => {
    if (ts.isIdentifier(name)) return add(scope, name.text, source);
    name.elements.forEach((element, index) => {
      if (ts.isOmittedExpression(element)) return;
      const key = ts.isArrayBindingPattern(name) ? String(index) : propertyName(element.propertyName ?? element.name);
      const inner = element.dotDotDotToken ? source : within(source, key);
      bind(scope, element.name, inner);
      if (element.initializer) bind(scope, element.name, { kind: 'expression', node: element.initializer, path: [] });
    });
  };
  const member = (owner: ts.ClassLikeDeclaration, name: string, source: Source): void => {
    let scope = scopes.members.get(owner);
    if (!scope) scopes.members.set(owner, (scope = new Map()));
    add(scope, name, source);
  };

  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node)) {
      const isVar = ts.isVariableDeclarationList(node.parent) && !(node.parent.flags & ts.NodeFlags.BlockScoped);
      const scope = scopeOf(node, isVar ? opensFunctionScope : opensScope);
      bind(scope, node.name, { kind: 'value', value: null });
      if (node.initializer) bind(scope, node.name, { kind: 'expression', node: node.initializer, path: [] });
      if (node.type) bind(scope, node.name, { kind: 'type', node: node.type, path: [] });
    } else if (ts.isParameter(node)) {
      const owner = node.parent;
      const scope = scopeOf(node, opensFunctionScope);
      const source: Source = {
        kind: 'parameter',
        owner,
        index: owner.parameters.indexOf(node),
        isUntyped: !node.type || node.type.kind === ts.SyntaxKind.AnyKeyword,
        path: [],
      };
      const sources: Source[] = [source];
      if (node.initializer) sources.unshift({ kind: 'expression', node: node.initializer, path: [] });
      if (node.type) sources.unshift({ kind: 'type', node: node.type, path: [] });
      for (const s of sources) {
        bind(scope, node.name, s);
        if (
          ts.isParameterPropertyDeclaration(node, owner) &&
          ts.isIdentifier(node.name) &&
          ts.isClassLike(owner.parent)
        )
          member(owner.parent, node.name.text, s);
      }
    } else if (ts.isFunctionDeclaration(node) && node.name) {
      add(scopeOf(node, opensScope), node.name.text, { kind: 'declaration', node });
    } else if (ts.isClassLike(node) && node.name) {
      add(scopeOf(node, opensScope), node.name.text, { kind: 'declaration', node });
    } else if (ts.isFunctionExpression(node) && node.name) {
      // The name of a function expression is seen only inside it.
      let scope = scopes.byNode.get(node);
      if (!scope) scopes.byNode.set(node, (scope = new Map()));
      add(scope, node.name.text, { kind: 'declaration', node });
    } else if (ts.isPropertyDeclaration(node) && ts.isClassLike(node.parent)) {
      const name = propertyName(node.name);
      if (node.initializer) member(node.parent, name, { kind: 'expression', node: node.initializer, path: [] });
      if (node.type) member(node.parent, name, { kind: 'type', node: node.type, path: [] });
    } else if (ts.isImportDeclaration(node)) {
      bindImport(node, (name, value) => add(scopeOf(node, opensScope), name, { kind: 'value', value }));
    } else if (ts.isImportEqualsDeclaration(node)) {
      const reference = node.moduleReference;
      if (ts.isExternalModuleReference(reference) && reference.expression && ts.isStringLiteral(reference.expression))
        add(scopeOf(node, opensScope), node.name.text, {
          kind: 'value',
          value: importValue(reference.expression.text, '*', node.name.text),
        });
    } else if (ts.isEnumDeclaration(node) || (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name))) {
      add(scopeOf(node, opensScope), node.name.text, { kind: 'value', value: null });
    } else if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      assignments.push(node);
    } else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const calls = scopes.callsByName.get(node.expression.text);
      if (calls) calls.push(node);
      else scopes.callsByName.set(node.expression.text, [node]);
    }
  };
  forEachNode(file, visit);

  // Assignments last: a name may be declared below them.
  for (const { left, right } of assignments) {
    const source: Source = { kind: 'expression', node: right, path: [] };
    if (ts.isIdentifier(left)) {
      const scope = declaringScope(scopes, left);
      if (scope) add(scope, left.text, source);
    } else if (ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword) {
      const owner = classOfThis(left);
      if (owner) member(owner, left.name.text, source);
    } else if (ts.isObjectLiteralExpression(left)) {
      for (const p of left.properties) {
        const target = ts.isShorthandPropertyAssignment(p) ? p.name : ts.isPropertyAssignment(p) ? p.initializer : null;
        const scope = target && ts.isIdentifier(target) ? declaringScope(scopes, target) : null;
        if (scope && target && ts.isIdentifier(target) && p.name)
          add(scope, target.text, within(source, propertyName(p.name)));
      }
    }
  }
  return scopes;
}

/** Calls `visit` for each node, a parent before its children. */
export function forEachNode(root: ts.Node, visit: (node: ts.Node) => void): void {
  const stack: ts.Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    visit(node);
    ts.forEachChild(node, child => void stack.push(child));
  }
}

/** The innermost scope around the identifier that declares its name; null where the name is global. */
export const declaringScope = (scopes: Scopes, identifier: ts.Identifier): Scope | null =>
  declaringScopeAt(scopes, identifier.text, identifier.parent);

/** The innermost scope around a place, the place itself included, that declares the name; null where it is global. */
export function declaringScopeAt(scopes: Scopes, name: string, place: ts.Node): Scope | null {
  for (let at: ts.Node | undefined = place; at; at = at.parent) {
    const scope = scopes.byNode.get(at);
    if (scope?.has(name)) return scope;
  }
  return null;
}

/** The class that `this` stands for at the node; null outside of classes and inside plain functions. */
export function classOfThis(node: ts.Node): ts.ClassLikeDeclaration | null {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (ts.isClassLike(at)) return at;
    if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at)) return null;
  }
  return null;
}

/** The name of a property as text; empty where it is computed. */
export function propertyName(name: ts.PropertyName | ts.BindingName): string {
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  if (ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)) return name.expression.text;
  return '';
}

function within(source: Source, key: string): Source {
  if (source.kind === 'value' || source.kind === 'declaration') return { kind: 'value', value: null };
  return { ...source, path: [...source.path, key] };
}

function bindImport(node: ts.ImportDeclaration, add: (name: string, value: Value | null) => void): void {
  if (!ts.isStringLiteral(node.moduleSpecifier) || !node.importClause) return;
  const specifier = node.moduleSpecifier.text;
  const { name, namedBindings } = node.importClause;
  if (name) add(name.text, importValue(specifier, 'default', name.text));
  if (!namedBindings) return;
  if (ts.isNamespaceImport(namedBindings))
    return add(namedBindings.name.text, importValue(specifier, '*', namedBindings.name.text));
  for (const element of namedBindings.elements) {
    const local = element.name.text;
    add(local, importValue(specifier, (element.propertyName ?? element.name).text, local));
  }
}
