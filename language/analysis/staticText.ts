import ts from 'typescript';
import { fileFolder, programFolder } from './checkpointPathText';
import { declaringScope, propertyName, type Scopes, type Source } from './scopes';

const maxDepth = 24;
const maxLength = 4096;
const textOperators: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.BarBarToken,
]);
const textCalls = /^(fileURLToPath|pathToFileURL|dirname|cwd)$/;

/** The text that an expression certainly is, by following constants. Nothing is run. */
export class StaticText {
  private depth = 0;
  private collected: Scopes | null = null;

  constructor(
    /** Asked for when a name is met: most paths are literals. */
    private readonly collect: () => Scopes,
    private readonly importsPath: boolean,
  ) {}

  /** Null where it is not known. Folders that only the place of the file tells stand as `fileFolder`, `programFolder`. */
  of(node: ts.Expression): string | null {
    if (this.depth >= maxDepth) return null;
    this.depth++;
    const text = this.evaluate(node);
    this.depth--;
    return text !== null && text.length <= maxLength ? text : null;
  }

  /** True for a node that is a text, as far as its form tells. */
  canBe(node: ts.Node): node is ts.Expression {
    if (ts.isCallExpression(node)) return this.joinName(node) !== null || textCalls.test(calleeName(node));
    if (ts.isNewExpression(node)) return isUrl(node);
    if (ts.isBinaryExpression(node)) return textOperators.has(node.operatorToken.kind);
    return (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateExpression(node) ||
      ts.isIdentifier(node) ||
      ts.isPropertyAccessExpression(node) ||
      ts.isParenthesizedExpression(node)
    );
  }

  private get scopes(): Scopes {
    return (this.collected ??= this.collect());
  }

  private evaluate(node: ts.Expression): string | null {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isTemplateExpression(node))
      return this.all([node.head.text, ...node.templateSpans.flatMap(s => [s.expression, s.literal.text])], parts =>
        parts.join(''),
      );
    if (ts.isBinaryExpression(node)) return this.binary(node);
    if (ts.isIdentifier(node)) return this.name(node);
    if (ts.isPropertyAccessExpression(node)) return this.member(node);
    if (ts.isCallExpression(node)) return this.call(node);
    if (ts.isNewExpression(node)) return this.url(node);
    if (ts.isArrayLiteralExpression(node)) return node.elements[0] ? this.of(node.elements[0]) : null;
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAwaitExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isTypeAssertionExpression(node)
    )
      return this.of(node.expression);
    return null;
  }

  private all(parts: readonly (string | ts.Expression)[], join: (texts: string[]) => string): string | null {
    const texts = parts.map(part => (typeof part === 'string' ? part : this.of(part)));
    return texts.every(t => t !== null) ? join(texts) : null;
  }

  private binary({ left, operatorToken, right }: ts.BinaryExpression): string | null {
    switch (operatorToken.kind) {
      case ts.SyntaxKind.PlusToken:
        return this.all([left, right], parts => parts.join(''));
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.BarBarToken:
        // what stands there where nothing else is said: `process.env.MODEL ?? './model'`
        return this.of(left) ?? this.of(right);
      default:
        return null;
    }
  }

  private name(node: ts.Identifier): string | null {
    const scope = declaringScope(this.scopes, node);
    if (!scope) return node.text === '__dirname' ? fileFolder : null;
    const value = this.onlyValue(scope.get(node.text));
    return value && this.of(value);
  }

  /** The expression that a constant is. */
  private onlyValue(sources: readonly Source[] | undefined): ts.Expression | null {
    const known = sources?.filter(s => s.kind !== 'type' && !(s.kind === 'value' && s.value === null)) ?? [];
    const source = known.length === 1 ? known[0] : undefined;
    if (source?.kind !== 'expression' || source.path.length > 0) return null;
    const declaration = source.node.parent;
    const isConstant = ts.isVariableDeclaration(declaration) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
    return isConstant ? source.node : null;
  }

  private member(node: ts.PropertyAccessExpression): string | null {
    const { expression, name } = node;
    if (ts.isMetaProperty(expression)) return name.text === 'dirname' ? fileFolder : null;
    if (name.text === 'href' || name.text === 'pathname') return this.of(expression);
    if (!ts.isIdentifier(expression)) return null;
    const scope = declaringScope(this.scopes, expression);
    const object = scope && this.onlyValue(scope.get(expression.text));
    const literal = object && (ts.isAsExpression(object) ? object.expression : object);
    if (!literal || !ts.isObjectLiteralExpression(literal)) return null;
    const property = literal.properties.find(p => p.name && propertyName(p.name) === name.text);
    return property && ts.isPropertyAssignment(property) ? this.of(property.initializer) : null;
  }

  private call(node: ts.CallExpression): string | null {
    const join = this.joinName(node);
    if (join && node.arguments.some(ts.isSpreadElement)) return null;
    if (join) return this.all([...node.arguments], parts => joined(parts, join));
    const name = calleeName(node);
    const [argument] = node.arguments;
    if (name === 'cwd') return programFolder;
    if (!argument)
      return name === 'toString' && ts.isPropertyAccessExpression(node.expression)
        ? this.of(node.expression.expression)
        : null;
    if (name === 'fileURLToPath' || name === 'pathToFileURL' || name === 'fileSystem') return this.of(argument);
    // `path.dirname(fileURLToPath(import.meta.url))`
    if (name === 'dirname' && isOwnFile(argument)) return fileFolder;
    return null;
  }

  /** `new URL('./model.json', import.meta.url)`. */
  private url(node: ts.NewExpression): string | null {
    const [address, base] = node.arguments ?? [];
    if (!isUrl(node) || !address || !base) return null;
    const text = isOwnFile(base) ? this.of(address) : null;
    return text === null || /^[\\/]|:/.test(text) ? null : `${fileFolder}/${text}`;
  }

  private joinName(node: ts.CallExpression): 'join' | 'resolve' | null {
    const name = calleeName(node);
    if (name !== 'join' && name !== 'resolve') return null;
    if (ts.isIdentifier(node.expression)) return this.importsPath ? name : null;
    const object = ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : null;
    const last =
      object && (ts.isIdentifier(object) ? object : ts.isPropertyAccessExpression(object) ? object.name : null);
    return last && /^(path|posix|win32|nodePath)$/.test(last.text) ? name : null;
  }
}

const isUrl = ({ expression }: ts.NewExpression): boolean => ts.isIdentifier(expression) && expression.text === 'URL';

function calleeName({ expression }: ts.CallExpression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
}

/** `__filename`, `import.meta.url`, `import.meta.filename`, `fileURLToPath(import.meta.url)`. */
function isOwnFile(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === '__filename';
  if (ts.isCallExpression(node))
    return calleeName(node) === 'fileURLToPath' && node.arguments[0] !== undefined && isOwnFile(node.arguments[0]);
  return (
    ts.isPropertyAccessExpression(node) && ts.isMetaProperty(node.expression) && /^(url|filename)$/.test(node.name.text)
  );
}

/** As path.join and path.resolve do; a folder that stands for itself is a root, as is `file://`. */
function joined(parts: readonly string[], how: 'join' | 'resolve'): string {
  const isRoot = (part: string): boolean => /^([\\/]|[a-z]:[\\/])/i.test(part) || /^[\uE0F1\uE0F2]/.test(part);
  const from = how === 'resolve' ? Math.max(0, parts.findLastIndex(isRoot)) : 0;
  const used = parts.slice(from).filter(p => p !== '');
  const text = used.map((p, i) => (i ? p.replace(/^[\\/]+/, '') : p).replace(/[\\/]+$/, '')).join('/');
  return how === 'resolve' && !isRoot(text) ? `${programFolder}/${text}` : text;
}
