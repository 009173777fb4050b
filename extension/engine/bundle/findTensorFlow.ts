import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Externals } from './packageResolution';
import { isTensorFlowFamily } from './moduleKind';

const maxPackages = 300;

/**
 * True where the program loads TensorFlow.js: it imports a package of the family, names one in a source (a computed import),
 * or uses a package that depends on one.
 */
export function loadsTensorFlow(externals: Externals, sources: Iterable<string>): boolean {
  if (externals.tensorFlow.size) return true;
  for (const source of sources) if (fs.readFileSync(source, 'utf8').includes('@tensorflow/tfjs')) return true;
  return dependsOnTensorFlow([...externals.packageFiles]);
}

interface Manifest {
  name?: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** Breadth first through what the packages of these files depend on. */
function dependsOnTensorFlow(files: string[]): boolean {
  const queue = files.map(file => packageFolderOf(file)).filter(f => f !== null);
  const seen = new Set<string>();
  for (let folder = queue.shift(); folder !== undefined && seen.size < maxPackages; folder = queue.shift()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const manifest = readManifest(folder);
    const names = Object.keys({ ...manifest?.dependencies, ...manifest?.peerDependencies });
    if (names.some(isTensorFlowFamily)) return true;
    for (const name of names) {
      const found = findPackage(name, folder);
      if (found !== null) queue.push(found);
    }
  }
  return false;
}

function readManifest(folder: string): Manifest | null {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return null;
  }
}

/** The nearest folder with a package.json that has a name: `dist/package.json` may hold no more than a type. */
function packageFolderOf(file: string): string | null {
  for (let folder = path.dirname(file); path.dirname(folder) !== folder; folder = path.dirname(folder))
    if (readManifest(folder)?.name !== undefined) return folder;
  return null;
}

function findPackage(name: string, from: string): string | null {
  for (let folder = from; path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (fs.existsSync(path.join(candidate, 'package.json'))) return fs.realpathSync(candidate);
  }
  return null;
}
