import ts from 'typescript';
import type { SourceEdit } from '../../../extension/protocol/finding';
import { addArgument, argumentAt } from './callArguments';
import { configurationOf } from './configuration';
import { bare, isExported, type CallNode, type EditContext } from './editContext';
import { replacement } from './listEdits';
import { propertyOf, replacePropertyValue, replaceValue, setProperty, valueOfProperty } from './objectEdits';
import { refuse } from './refusal';
import { nameOfPart } from './tensorflowNames';
import type { TextEdit } from './textEdits';
import { refuseIfVarying } from './varying';

/** Names that `compile` takes for an optimizer, in lower case, with the function of `tf.train` that makes it. */
const optimizerNames = new Set(['adagrad', 'adadelta', 'adam', 'adamax', 'rmsprop', 'sgd']);

/** Sets the learning rate of the optimizer that a call of `compile` names, or that the call itself makes. */
export function setLearningRate(
  c: EditContext,
  call: CallNode,
  { rate }: Extract<SourceEdit, { kind: 'setLearningRate' }>,
): TextEdit[] {
  if (c.roleOf(call) !== 'compile') return setRate(c, call, rate);
  const configuration = configurationOf(c, call);
  if (configuration.kind !== 'own' && configuration.kind !== 'shared')
    return refuse('the optimizer is named elsewhere');
  const property = propertyOf(c, configuration.object, 'optimizer');
  if (!property) return refuse('no optimizer is named here');
  return ofExpression(c, valueOfProperty(property), rate, text => replacePropertyValue(c, property, text));
}

/** `replace`: puts source text in the place of the expression, in the way its place needs. */
function ofExpression(
  c: EditContext,
  written: ts.Expression,
  rate: number,
  replace: (text: string) => TextEdit,
): TextEdit[] {
  const expression = bare(written);
  if (ts.isStringLiteralLike(expression)) {
    const name = expression.text.toLowerCase();
    if (!optimizerNames.has(name)) return refuse(`\`${expression.text}\` is not the name of an optimizer`);
    const train = nameOfPart(c, 'train', written);
    return [...train.edits, replace(`${train.text}.${name}(${rate})`)];
  }
  if (ts.isCallExpression(expression) || ts.isNewExpression(expression)) return setRate(c, expression, rate);
  if (ts.isIdentifier(expression)) {
    const constant = c.constantOf(expression);
    if (!constant) return refuse(`it is not known which optimizer \`${expression.text}\` is`);
    const { value } = constant;
    return ofExpression(c, value, rate, text => replacement(c.file, value, text));
  }
  return refuse('it is not known which optimizer this is');
}

/** In the call that makes an optimizer. */
function setRate(c: EditContext, call: CallNode, rate: number): TextEdit[] {
  const argument = argumentAt(call, 0);
  const isKnown = c.evaluator.valueOf(call.expression)?.kind === 'optimizer';
  const object = argument && objectOf(c, argument);
  if (object) {
    // a function or class of the program's own that takes names
    const name = ['learningRate', 'learning_rate', 'lr'].find(n => propertyOf(c, object, n) !== null);
    return name ? setProperty(c, object, name, rate) : refuse('the learning rate is not named here');
  }
  if (!isKnown) return refuse(`it is not known what ${c.sourceOf(call.expression)} takes`);
  return argument ? ofRate(c, argument, rate) : addArgument(c, call, 0, String(rate));
}

function objectOf(c: EditContext, argument: ts.Expression): ts.ObjectLiteralExpression | null {
  const expression = bare(argument);
  if (ts.isObjectLiteralExpression(expression)) return expression;
  const constant = ts.isIdentifier(expression) ? c.constantOf(expression) : null;
  const value = constant && bare(constant.value);
  return value && ts.isObjectLiteralExpression(value) ? value : null;
}

/** The number itself, or the constant that holds it where no other optimizer takes it too. */
function ofRate(c: EditContext, written: ts.Expression, rate: number): TextEdit[] {
  const expression = bare(written);
  const text = String(rate);
  if (isNumber(expression)) return [replacement(c.file, expression, text)];
  refuseIfVarying(c, expression);
  if (ts.isIdentifier(expression)) {
    const constant = c.constantOf(expression);
    const value = constant && bare(constant.value);
    if (!value || !isNumber(value)) return refuse(`\`${expression.text}\` is computed`);
    const isTakenElsewhere =
      isExported(constant.declaration) ||
      c.usesOf(constant.name).some(use => use !== expression && isOptimizersArgument(c, use));
    return [replacement(c.file, isTakenElsewhere ? expression : value, text)];
  }
  if (ts.isPropertyAccessExpression(expression) && ts.isIdentifier(expression.expression)) {
    const object = objectOf(c, expression.expression);
    const name = expression.name.text;
    const property = object && propertyOf(c, object, name);
    const isOnly = c.mentionsOf(name).filter(m => ts.isPropertyAccessExpression(m.parent)).length === 1;
    if (property && isOnly && isNumber(bare(valueOfProperty(property))))
      return replaceValue(c, valueOfProperty(property), rate);
  }
  return refuse(`the learning rate is \`${c.sourceOf(expression).slice(0, 40)}\``);
}

/** A number, or arithmetic of numbers: `1e-1`, `-2`, `10 ** -3`. */
function isNumber(node: ts.Expression): boolean {
  if (ts.isNumericLiteral(node)) return true;
  if (ts.isPrefixUnaryExpression(node)) return isNumber(bare(node.operand));
  return ts.isBinaryExpression(node) && isNumber(bare(node.left)) && isNumber(bare(node.right));
}

function isOptimizersArgument(c: EditContext, use: ts.Identifier): boolean {
  const call = ts.findAncestor(use, n => ts.isCallExpression(n) || ts.isNewExpression(n));
  return call !== undefined && c.evaluator.valueOf((call as CallNode).expression)?.kind === 'optimizer';
}
