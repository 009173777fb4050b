import ts from 'typescript';
import type { Evaluator } from './evaluator';
import { forEachNode } from './scopes';
import type { CallRole } from './sourceFacts';
import type { Value } from './values';

export interface FoundCall {
  role: CallRole;
  /** Last name of the callee; `layer` where it is computed. */
  name: string;
  node: ts.CallExpression | ts.NewExpression;
}

/** Methods that train, with the least number of arguments that a call on an unknown object must have to count. */
const trainingMethods = new Map([
  ['fit', 2],
  ['fitDataset', 2],
  ['trainOnBatch', 2],
  ['minimize', 1],
  ['applyGradients', 1],
]);

/** The calls of a file that matter, in no order. `isProgram`: the file imports TensorFlow.js. */
export function findCalls(file: ts.SourceFile, evaluator: Evaluator, isProgram: boolean): FoundCall[] {
  const calls: FoundCall[] = [];
  const methods: ts.CallExpression[] = [];
  forEachNode(file, node => {
    if (ts.isNewExpression(node)) {
      const value = evaluator.valueOf(node.expression);
      if (value?.kind === 'layerClass') calls.push({ role: 'layer', name: value.name, node });
      if (value?.kind === 'modelClass') calls.push({ role: 'model', name: value.name, node });
    } else if (ts.isCallExpression(node)) {
      const value = evaluator.valueOf(node.expression);
      if (value?.kind === 'layerFunction') calls.push({ role: 'layer', name: value.name, node });
      else if (value?.kind === 'modelFunction') calls.push({ role: 'model', name: value.name, node });
      else if (ts.isPropertyAccessExpression(node.expression)) methods.push(node);
    }
  });
  // Methods of these names are common: they count in a file that uses TensorFlow.js.
  if (!isProgram && calls.length === 0) return calls;
  for (const node of methods) {
    const { name, expression } = node.expression as ts.PropertyAccessExpression;
    const role = name.text === 'compile' ? 'compile' : trainingMethods.has(name.text) ? 'train' : null;
    if (role && isOnModel(evaluator.valueOf(expression), node, name.text)) calls.push({ role, name: name.text, node });
  }
  return calls;
}

function isOnModel(receiver: Value | null, call: ts.CallExpression, method: string): boolean {
  if (receiver) return receiver.kind === 'model';
  const hasSpread = call.arguments.some(ts.isSpreadElement);
  return hasSpread || call.arguments.length >= (trainingMethods.get(method) ?? 1);
}
