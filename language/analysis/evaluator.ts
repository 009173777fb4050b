import ts from 'typescript';
import {
  classOfThis,
  declaringScope,
  declaringScopeAt,
  forEachNode,
  propertyName,
  type Scopes,
  type Source,
} from './scopes';
import { computedExportOf, exportOf, importValue, moduleValue, other, tensorflow, type Value } from './values';

const maxDepth = 100;
/** Helpers that compilers put around `require` in CommonJS output. */
const interopHelper = /^(__importStar|__importDefault|__toESM|_interop\w*)$/;
const globalObjects = new Set(['globalThis', 'window', 'self', 'global']);

/** Says what expressions of one source file stand for, by following names to what is assigned to them. Nothing is run. */
export class Evaluator {
  private readonly memory = new Map<ts.Node, Value | null>();
  private depth = 0;

  /** `hasTensorFlow`: the file binds TensorFlow.js itself, so that an untyped parameter called `tf` is something else. */
  constructor(
    private readonly scopes: Scopes,
    private readonly hasTensorFlow: boolean,
  ) {}

  /** The value of the expression; null where it is not known. */
  valueOf(node: ts.Expression): Value | null {
    const known = this.memory.get(node);
    if (known !== undefined) return known;
    if (this.depth >= maxDepth) return null;
    // A name that is defined by itself is not known; this entry ends the circle.
    this.memory.set(node, null);
    this.depth++;
    const value = this.evaluate(node);
    this.depth--;
    this.memory.set(node, value);
    return value;
  }

  private evaluate(node: ts.Expression): Value | null {
    if (ts.isIdentifier(node)) return this.valueOfName(node);
    if (ts.isPropertyAccessExpression(node)) return this.member(node.expression, node.name.text);
    if (ts.isElementAccessExpression(node)) {
      const key = node.argumentExpression;
      if (ts.isStringLiteralLike(key)) return this.member(node.expression, key.text);
      const value = this.valueOf(node.expression);
      return value && computedExportOf(value);
    }
    if (ts.isCallExpression(node)) return this.call(node);
    if (ts.isNewExpression(node)) return this.instance(node);
    if (ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node) || ts.isNonNullExpression(node))
      return this.valueOf(node.expression);
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node))
      return this.valueOf(node.expression) ?? this.valueOfType(node.type);
    if (ts.isConditionalExpression(node)) return this.valueOf(node.whenTrue) ?? this.valueOf(node.whenFalse);
    if (ts.isBinaryExpression(node)) return this.binary(node);
    if (ts.isClassLike(node)) return this.valueOfClass(node);
    if (ts.isFunctionExpression(node) || ts.isArrowFunction(node)) return { kind: 'function', node };
    if (ts.isObjectLiteralExpression(node)) return { kind: 'object', node };
    if (ts.isArrayLiteralExpression(node)) return { kind: 'array', node };
    if (node.kind === ts.SyntaxKind.ThisKeyword) {
      const owner = classOfThis(node);
      return owner ? this.instanceOf(this.valueOfClass(owner)) : null;
    }
    return null;
  }

  private binary(node: ts.BinaryExpression): Value | null {
    switch (node.operatorToken.kind) {
      case ts.SyntaxKind.CommaToken:
      case ts.SyntaxKind.EqualsToken:
      case ts.SyntaxKind.AmpersandAmpersandToken:
        return this.valueOf(node.right);
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.BarBarToken:
        return this.valueOf(node.left) ?? this.valueOf(node.right);
      default:
        return null;
    }
  }

  /** The value that a name has at a place; null where it is not known. */
  valueOfNameAt(name: string, place: ts.Node): Value | null {
    const scope = declaringScopeAt(this.scopes, name, place);
    if (scope) return this.first(scope.get(name) ?? []);
    // Not declared: TensorFlow.js from a script tag or from the runtime.
    return name === 'tf' ? tensorflow : globalObjects.has(name) ? other : null;
  }

  private valueOfName(node: ts.Identifier): Value | null {
    return this.valueOfNameAt(node.text, node.parent);
  }

  private first(sources: readonly Source[]): Value | null {
    for (const source of sources) {
      const value = this.valueOfSource(source);
      if (value) return value;
    }
    return null;
  }

  private valueOfSource(source: Source): Value | null {
    switch (source.kind) {
      case 'value':
        return source.value;
      case 'expression':
        return this.walk(this.valueOf(source.node), source.path);
      case 'type':
        return this.walk(this.valueOfType(source.node), source.path);
      case 'declaration':
        return ts.isClassLike(source.node) ? this.valueOfClass(source.node) : { kind: 'function', node: source.node };
      case 'parameter':
        return this.walk(this.valueOfParameter(source), source.path);
    }
  }

  /** A parameter has what the file's own calls pass, or what a dynamic import resolves to in `.then(tf => …)`. */
  private valueOfParameter({ owner, index, isUntyped }: Source & { kind: 'parameter' }): Value | null {
    const holder = owner.parent;
    if (
      ts.isCallExpression(holder) &&
      holder.arguments[0] === owner &&
      ts.isPropertyAccessExpression(holder.expression)
    ) {
      if (holder.expression.name.text === 'then' && index === 0) return this.valueOf(holder.expression.expression);
    }
    const parameter = owner.parameters[index];
    const isCalledTf = parameter && ts.isIdentifier(parameter.name) && parameter.name.text === 'tf';
    for (const call of this.scopes.callsByName.get(this.nameOfFunction(owner) ?? '') ?? []) {
      const argument = call.arguments[index];
      const target = argument && this.valueOf(call.expression);
      if (target?.kind !== 'function' || target.node !== owner) continue;
      const value = this.valueOf(argument!);
      if (value) return value;
    }
    // A helper file that gets TensorFlow.js handed in: `module.exports = tf => tf.layers.dense(…)`.
    return isCalledTf && isUntyped && !this.hasTensorFlow ? tensorflow : null;
  }

  private nameOfFunction(node: ts.SignatureDeclaration): string | null {
    if (node.name && ts.isIdentifier(node.name)) return node.name.text;
    const holder = node.parent;
    return ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name) ? holder.name.text : null;
  }

  private walk(value: Value | null, path: readonly string[]): Value | null {
    for (const key of path) value = value && this.property(value, key);
    return value;
  }

  private property(value: Value, key: string): Value | null {
    if (value.kind === 'object') {
      for (const p of value.node.properties) {
        if (!p.name || propertyName(p.name) !== key) continue;
        if (ts.isPropertyAssignment(p)) return this.valueOf(p.initializer);
        if (ts.isShorthandPropertyAssignment(p)) return this.valueOfName(p.name);
        if (ts.isMethodDeclaration(p)) return { kind: 'function', node: p };
      }
      return null;
    }
    if (value.kind === 'array') {
      const element = value.node.elements[Number(key)];
      return element ? this.valueOf(element) : null;
    }
    return key === '' ? computedExportOf(value) : exportOf(value, key);
  }

  private member(object: ts.Expression, name: string): Value | null {
    if (object.kind === ts.SyntaxKind.ThisKeyword) {
      const owner = classOfThis(object);
      return owner ? this.first(this.scopes.members.get(owner)?.get(name) ?? []) : null;
    }
    if (ts.isIdentifier(object) && globalObjects.has(object.text) && !declaringScope(this.scopes, object))
      return name === 'tf' ? tensorflow : null;
    const value = this.valueOf(object);
    return value && this.property(value, name);
  }

  private call(node: ts.CallExpression): Value | null {
    const callee = node.expression;
    const argument = node.arguments[0];
    if (callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require'))
      return argument && ts.isStringLiteralLike(argument) ? requiredValue(argument.text, node) : null;
    if (ts.isIdentifier(callee) && interopHelper.test(callee.text)) return argument ? this.valueOf(argument) : null;
    if (ts.isPropertyAccessExpression(callee)) {
      const { name, expression } = callee;
      if (interopHelper.test(name.text)) return argument ? this.valueOf(argument) : null;
      if (name.text === 'all' && ts.isIdentifier(expression) && expression.text === 'Promise')
        return argument ? this.valueOf(argument) : null;
      // `dense.bind(tf.layers)` is the same function.
      if (name.text === 'bind') return this.valueOf(expression);
      if (name.text === 'then') return this.returned(argument ? this.valueOf(argument) : null);
      if (name.text === 'catch' || name.text === 'finally') return this.valueOf(expression);
    }
    const target = this.valueOf(callee);
    if (target?.kind === 'modelFunction') return { kind: 'model' };
    if (target?.kind === 'layerFunction') return other;
    return this.returned(target);
  }

  /** What a function of this file returns: the first of its return values that is known. */
  private returned(value: Value | null): Value | null {
    if (value?.kind !== 'function') return null;
    const { node } = value;
    const body = node.body;
    if (!body) return node.type ? this.valueOfType(node.type) : null;
    if (!ts.isBlock(body)) return this.valueOf(body as ts.Expression);
    let result: Value | null = null;
    forEachNode(body, child => {
      if (!result && ts.isReturnStatement(child) && child.expression && functionAround(child) === node)
        result = this.valueOf(child.expression);
    });
    return result ?? (node.type ? this.valueOfType(node.type) : null);
  }

  private instance(node: ts.NewExpression): Value | null {
    return this.instanceOf(this.valueOf(node.expression));
  }

  private instanceOf(value: Value | null): Value | null {
    if (value?.kind === 'modelClass') return { kind: 'model' };
    return value ? other : null;
  }

  private valueOfClass(node: ts.ClassLikeDeclaration): Value | null {
    const base = node.heritageClauses?.find(c => c.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    if (!base) return other;
    const value = this.valueOf(base.expression);
    const name = node.name?.text ?? className(node);
    if (value?.kind === 'layerClass' || value?.kind === 'modelClass') return { kind: value.kind, name };
    return value;
  }

  private valueOfType(node: ts.TypeNode): Value | null {
    if (ts.isParenthesizedTypeNode(node)) return this.valueOfType(node.type);
    if (ts.isTypeReferenceNode(node)) {
      const inner = node.typeArguments?.[0];
      if (inner && ts.isIdentifier(node.typeName) && node.typeName.text === 'Promise') return this.valueOfType(inner);
      const value = this.valueOfEntity(node.typeName);
      return value?.kind === 'modelClass' ? { kind: 'model' } : null;
    }
    if (ts.isTypeQueryNode(node)) return this.valueOfEntity(node.exprName);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      let value = moduleValue(node.argument.literal.text);
      for (const key of node.qualifier ? entityPath(node.qualifier) : []) value = value && exportOf(value, key);
      return node.isTypeOf ? value : value?.kind === 'modelClass' ? { kind: 'model' } : null;
    }
    return null;
  }

  private valueOfEntity(name: ts.EntityName): Value | null {
    if (ts.isIdentifier(name)) return this.valueOf(name);
    const left = this.valueOfEntity(name.left);
    return left && this.property(left, name.right.text);
  }
}

const entityPath = (name: ts.EntityName): string[] =>
  ts.isIdentifier(name) ? [name.text] : [...entityPath(name.left), name.right.text];

/** `const tf = require('./setup')`: the name it is given counts, as for an import. */
function requiredValue(specifier: string, node: ts.CallExpression): Value | null {
  let at: ts.Node = node.parent;
  while (ts.isAwaitExpression(at) || ts.isParenthesizedExpression(at)) at = at.parent;
  const local = ts.isVariableDeclaration(at) && ts.isIdentifier(at.name) ? at.name.text : '';
  return importValue(specifier, '*', local);
}

function functionAround(node: ts.Node): ts.Node | undefined {
  let at: ts.Node | undefined = node.parent;
  while (at && !ts.isFunctionLike(at)) at = at.parent;
  return at;
}

/** The name of the variable that a class expression is assigned to. */
function className(node: ts.ClassLikeDeclaration): string {
  const holder = node.parent;
  return ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name) ? holder.name.text : 'class';
}
