import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FamilyName, InstalledPackage } from '../family';
import { exportNames, findModuleFile, isModuleSyntax } from './exportNames';

/** What a path inside a package of the family stands for. */
export type DeepImport =
  | { kind: 'main' }
  | { kind: 'file'; file: string }
  /** An ES module of the package's insides: served from the public face of the one copy that runs. */
  | { kind: 'view'; file: string; names: Set<string> }
  | { kind: 'missing' };

/** Whole builds of a package, each with a copy of tfjs-core in it: `dist/tf.min.js`, `dist/index`, `dist/tf-core.node.js`. */
const wholeBuild = /^(?:dist\/?$|(?:dist\/)?(?:miniprogram\/)?(?:tf[\w.-]*|index(?:_with_polyfills)?)(?:\.[cm]?js)?$)/;

/** True for `dist/tf.min.js` and the like; tfjs-node is built as one module only, its `dist/index`. */
export const isWholeBuild = (name: FamilyName, subpath: string): boolean =>
  name.startsWith('tfjs-node') ? /^dist(?:\/(?:index(?:\.js)?)?)?$/.test(subpath) : wholeBuild.test(subpath);

/** @param subpath what follows the package's name, with `/`, as the program or Node wrote it */
export function readDeepImport(found: InstalledPackage, subpath: string): DeepImport {
  const file = findModuleFile(path.join(found.folder, subpath));
  if (subpath === '' || isWholeBuild(found.name, subpath)) return { kind: 'main' };
  if (!file) return { kind: 'missing' };
  if (path.extname(file) !== '.js' || !isModuleSyntax(fs.readFileSync(file, 'utf8'))) return { kind: 'file', file };
  return { kind: 'view', file, names: exportNames(file) };
}

type Namespace = Record<string, unknown>;

/**
 * A value that an inside module exports, taken from the package's public face: by name, in one of its namespaces, among
 * the classes registered for serialization (all layers, optimizers, initializers are), or the engine itself.
 */
export function findPublicValue(name: string, file: string, face: Namespace): unknown {
  if (name === 'ENGINE' && typeof face.engine === 'function') return (face.engine as () => unknown)();
  const ownSpace = path.basename(file, '.js').replace(/^exports_|_util$|_base$/g, '');
  const spaces = [face[ownSpace], face, face[`${ownSpace}_util`], ...namespaceNames.map(n => face[n])];
  for (const space of spaces)
    if (typeof space === 'object' && space !== null && (space as Namespace)[name] !== undefined)
      return (space as Namespace)[name];
  const registry = (
    face.serialization as { SerializationMap?: { getMap(): { classNameMap: Namespace } } } | undefined
  )?.SerializationMap?.getMap().classNameMap;
  const entry = registry?.[name];
  return Array.isArray(entry) ? (entry[0] as unknown) : undefined;
}

// prettier-ignore
const namespaceNames = [
  'util', 'io', 'math', 'layers', 'initializers', 'constraints', 'regularizers', 'metrics', 'models', 'callbacks',
  'backend_util', 'kernel_impls', 'tensor_util', 'gather_util', 'scatter_util', 'slice_util', 'broadcast_util',
  'device_util', 'serialization', 'image', 'linalg', 'losses', 'signal', 'spectral', 'fused', 'train', 'data',
];
