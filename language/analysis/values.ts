import ts from 'typescript';
import { computedName, isLayerClass, isLayerFunction } from './layerNames';

/** What an expression stands for, as far as it matters for finding layers. null: not known. */
export type Value =
  /** The namespace `tf`. `of`: the one package of the family that it is, where that has not all of it. */
  | { kind: 'tensorflow'; of?: 'layers' | 'core' }
  /** Another namespace of it: `tf.train`, `tf.callbacks`. */
  | { kind: 'part'; name: PartName }
  /** Makes an optimizer: `tf.train.adam`, `AdamOptimizer`. */
  | { kind: 'optimizer'; name: string }
  /** The namespace `tf.layers`. */
  | { kind: 'layers' }
  /** An inner module of the layers package, whose exports are told apart by their names. */
  | { kind: 'layersModule' }
  | { kind: 'layerFunction' | 'layerClass' | 'modelFunction' | 'modelClass'; name: string }
  /** An instance of a model. */
  | { kind: 'model' }
  | { kind: 'function'; node: ts.SignatureDeclaration & { body?: ts.Node } }
  | { kind: 'object'; node: ts.ObjectLiteralExpression }
  | { kind: 'array'; node: ts.ArrayLiteralExpression }
  /** Known to be nothing of TensorFlow.js: shadows what has the same name further out. */
  | { kind: 'other' };

/** Namespaces of TensorFlow.js that edits write names of. */
export type PartName = 'train' | 'callbacks';

export const tensorflow: Value = { kind: 'tensorflow' };
export const other: Value = { kind: 'other' };

const modelFunctions = new Set(['sequential', 'model', 'loadLayersModel']);
const modelClasses = new Set(['Sequential', 'LayersModel']);
const optimizerClass = /^(SGD|Momentum|RMSProp|Adam|Adamax|Adagrad|Adadelta)Optimizer$/;

/** The value of `value.name`, for the values that stand for a part of TensorFlow.js; null for the others. */
export function exportOf(value: Value, name: string): Value | null {
  if (name === 'default' && value.kind !== 'other') return value;
  switch (value.kind) {
    case 'tensorflow':
      if (name === 'layers') return { kind: 'layers' };
      if (name === 'RNN') return { kind: 'layerClass', name };
      if (name === 'tf') return tensorflow;
      if (name === 'train' || name === 'callbacks') return { kind: 'part', name };
      if (optimizerClass.test(name)) return { kind: 'optimizer', name };
      return modelExport(name) ?? other;
    case 'part':
      return value.name === 'train' ? { kind: 'optimizer', name } : other;
    case 'layers':
      // `input` makes a symbolic tensor, not a layer that a person would inspect.
      if (name === 'input' || name === 'InputSpec') return other;
      return { kind: /^[A-Z]/.test(name) ? 'layerClass' : 'layerFunction', name };
    case 'layersModule':
      if (name === 'layers') return { kind: 'layers' };
      if (isLayerFunction(name)) return { kind: 'layerFunction', name };
      if (isLayerClass(name)) return { kind: 'layerClass', name };
      return modelExport(name) ?? other;
    default:
      return null;
  }
}
const modelExport = (name: string): Value | null =>
  modelFunctions.has(name)
    ? { kind: 'modelFunction', name }
    : modelClasses.has(name)
      ? { kind: 'modelClass', name }
      : null;

/** The value of `value[key]` with a key that is not a literal. */
export const computedExportOf = (value: Value): Value | null =>
  value.kind === 'layers' ? { kind: 'layerFunction', name: computedName } : null;

// The family's packages that carry `tf`, plain, with a version (`npm:`, a CDN's address) or with a path inside.
const familyPattern =
  /(?:^|[/:])@tensorflow\/tfjs(-node-gpu|-node|-layers|-core|-union|-react-native)?(?:@[^/]*)?(\/.*)?$/;

/** True for a module that is TensorFlow.js itself. */
export const isTensorFlowModule = (specifier: string): boolean => familyPattern.test(specifier);

/** What `import * as x from specifier` gives; null for a module that is not known. */
export function moduleValue(specifier: string): Value | null {
  const match = familyPattern.exec(specifier);
  if (match) {
    const [, suffix, path = ''] = match;
    if (/(^|\/)exports_layers(\.\w+)?$/.test(path)) return { kind: 'layers' };
    const isInner = suffix === '-layers' && path !== '' && !/\/(index|tf-layers[\w.]*)(\.\w+)?$/.test(path);
    if (isInner) return { kind: 'layersModule' };
    return suffix === '-layers' || suffix === '-core'
      ? { kind: 'tensorflow', of: suffix === '-layers' ? 'layers' : 'core' }
      : tensorflow;
  }
  // A module of the program's own that hands TensorFlow.js on: `./tf`, `../lib/tensorflow.js`.
  return /(^|\/)(tf|tfjs|tensorflow)(\.[cm]?[jt]s)?$/.test(specifier) ? tensorflow : null;
}

/** What the import of one name gives. `* ` is the namespace, `default` the default export. */
export function importValue(specifier: string, imported: string, local: string): Value | null {
  const module = moduleValue(specifier);
  if (module) return imported === '*' ? module : exportOf(module, imported);
  // `import { tf } from './setup'`: nobody calls something else `tf` in a file that builds layers with it.
  return imported === 'tf' || (local === 'tf' && (imported === '*' || imported === 'default')) ? tensorflow : null;
}
