import ts from 'typescript';
import type { SourceEdit } from '../../../extension/protocol/finding';
import { argumentAt, configIndex } from './callArguments';
import { configurationOf } from './configuration';
import { bare, isExported, type CallNode, type EditContext } from './editContext';
import { insertion, replacement } from './listEdits';
import { propertyOf, valueOfProperty } from './objectEdits';
import { refuse } from './refusal';
import type { TextEdit } from './textEdits';

/** Divides what a fit's call is given as inputs, those of its validation data too. */
export function divideInputs(
  c: EditContext,
  call: CallNode,
  { divisor }: Extract<SourceEdit, { kind: 'divideInputs' }>,
): TextEdit[] {
  const { expression } = call;
  const method = ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
  const inputs = argumentAt(call, 0) ?? refuse('this call has no inputs');
  switch (method) {
    case 'fit':
      return [...divided(c, inputs, divisor), ...dividedValidation(c, call, divisor, divided)];
    case 'trainOnBatch':
      return divided(c, inputs, divisor);
    case 'fitDataset':
      return [...dividedDataset(c, inputs, divisor), ...dividedValidation(c, call, divisor, dividedValidationDataset)];
    default:
      return refuse(`the inputs of ${method || 'this call'} are not given to it`);
  }
}

/** A tensor, a list of them, or an object with one for each input. */
function divided(c: EditContext, written: ts.Expression, divisor: number): TextEdit[] {
  const expression = bare(written);
  if (ts.isArrayLiteralExpression(expression)) return expression.elements.flatMap(e => dividedElement(c, e, divisor));
  if (ts.isObjectLiteralExpression(expression))
    return expression.properties.flatMap(p => {
      if (ts.isShorthandPropertyAssignment(p))
        return [replacement(c.file, p, `${p.name.text}: ${p.name.text}.div(${divisor})`)];
      return ts.isPropertyAssignment(p)
        ? divided(c, p.initializer, divisor)
        : refuse('the inputs come from another object');
    });
  if (ts.isIdentifier(expression)) {
    const constant = c.constantOf(expression);
    const value = constant && bare(constant.value);
    if (value && (ts.isArrayLiteralExpression(value) || ts.isObjectLiteralExpression(value))) {
      if (c.usesOf(constant.name).length > 1 || isExported(constant.declaration))
        refuse(`\`${expression.text}\` is used in other places too`);
      return divided(c, value, divisor);
    }
    if (constant && isListType(constant.declaration.type))
      refuse(`\`${expression.text}\` is a list that is made elsewhere`);
  }
  return dividedTensor(c, written, divisor);
}

function dividedElement(c: EditContext, element: ts.Expression, divisor: number): TextEdit[] {
  if (ts.isSpreadElement(element) || ts.isOmittedExpression(element))
    return refuse('the list of inputs is not written out');
  return divided(c, element, divisor);
}

function dividedTensor(c: EditContext, expression: ts.Expression, divisor: number): TextEdit[] {
  const isWhole = ts.isLeftHandSideExpression(expression) && !(ts.isNewExpression(expression) && !expression.arguments);
  return isWhole
    ? [insertion(expression.getEnd(), `.div(${divisor})`)]
    : [insertion(expression.getStart(c.file), '('), insertion(expression.getEnd(), `).div(${divisor})`)];
}

const isListType = (type: ts.TypeNode | undefined): boolean =>
  type !== undefined && (ts.isArrayTypeNode(type) || ts.isTupleTypeNode(type));

/** Validation on other numbers than those that are trained on would say nothing. */
function dividedValidation(
  c: EditContext,
  call: CallNode,
  divisor: number,
  divide: (c: EditContext, data: ts.Expression, divisor: number) => TextEdit[],
): TextEdit[] {
  if (!argumentAt(call, configIndex(c, call))) return [];
  const configuration = configurationOf(c, call);
  if (configuration.kind !== 'own' && configuration.kind !== 'shared')
    return refuse('its options are made elsewhere: they may hold validation data');
  const property = propertyOf(c, configuration.object, 'validationData');
  if (!property) return [];
  if (configuration.kind === 'shared') return refuse('its validation data are used in other places too');
  const written = valueOfProperty(property);
  if (divide !== divided) return divide(c, written, divisor);
  const expression = bare(written);
  const constant = ts.isIdentifier(expression) ? c.constantOf(expression) : null;
  const list = bare(constant?.value ?? expression);
  const [inputs] = ts.isArrayLiteralExpression(list) ? list.elements : [];
  if (!inputs) return refuse('its validation data are made elsewhere');
  if (constant && (c.usesOf(constant.name).length > 1 || isExported(constant.declaration)))
    return refuse('its validation data are used in other places too');
  return dividedElement(c, inputs, divisor);
}

/** Adds `.map` where the file shows that the elements are `{ xs, ys }` with one tensor as `xs`. */
function dividedDataset(c: EditContext, dataset: ts.Expression, divisor: number): TextEdit[] {
  if (!hasTensorInputs(c, dataset)) return refuse('it is not known what the dataset’s elements are');
  const map = c.isTypeScript
    ? `.map((batch: any) => ({ ...batch, xs: batch.xs.div(${divisor}) }))`
    : `.map(({ xs, ys }) => ({ xs: xs.div(${divisor}), ys }))`;
  const isWhole = ts.isLeftHandSideExpression(dataset);
  return isWhole
    ? [insertion(dataset.getEnd(), map)]
    : [insertion(dataset.getStart(c.file), '('), insertion(dataset.getEnd(), `)${map}`)];
}

/** Of `fitDataset` validation data may be a list of tensors too. */
function dividedValidationDataset(c: EditContext, written: ts.Expression, divisor: number): TextEdit[] {
  const expression = bare(written);
  const [inputs] = ts.isArrayLiteralExpression(expression) ? expression.elements : [];
  return inputs ? dividedElement(c, inputs, divisor) : dividedDataset(c, written, divisor);
}

/** Methods of a dataset that leave its elements as they are, or gather them. */
const keepsElements = new Set(['batch', 'shuffle', 'prefetch', 'repeat', 'take', 'skip', 'filter']);

function hasTensorInputs(c: EditContext, dataset: ts.Expression, depth = 0): boolean {
  const expression = bare(dataset);
  if (depth > 20) return false;
  if (ts.isIdentifier(expression)) {
    const constant = c.constantOf(expression);
    return constant !== null && hasTensorInputs(c, constant.value, depth + 1);
  }
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return false;
  const { name, expression: receiver } = expression.expression;
  const [argument] = expression.arguments;
  if (keepsElements.has(name.text)) return hasTensorInputs(c, receiver, depth + 1);
  if (!argument || (name.text !== 'zip' && name.text !== 'map')) return false;
  const made = name.text === 'zip' ? bare(argument) : returnedBy(argument);
  if (!made || !ts.isObjectLiteralExpression(made)) return false;
  const keys = made.properties.map(p => (p.name ? c.sourceOf(p.name) : ''));
  const xs = made.properties[keys.indexOf('xs')];
  if (keys.length !== 2 || !keys.includes('ys') || !xs) return false;
  if (ts.isShorthandPropertyAssignment(xs)) return true;
  const value = ts.isPropertyAssignment(xs) ? bare(xs.initializer) : null;
  return value !== null && !ts.isObjectLiteralExpression(value) && !ts.isArrayLiteralExpression(value);
}

/** What a function that is one expression, or one `return`, gives. */
function returnedBy(node: ts.Expression): ts.Expression | null {
  const made = bare(node);
  if (!ts.isArrowFunction(made) && !ts.isFunctionExpression(made)) return null;
  if (!ts.isBlock(made.body)) return bare(made.body);
  const last = made.body.statements.at(-1);
  const returns = last && ts.isReturnStatement(last) ? last.expression : undefined;
  return returns ? bare(returns) : null;
}
