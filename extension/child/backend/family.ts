import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

/** Packages that share one tfjs-core: all come from one copy, or none does (two copies would share a global registry). */
export const familyNames = [
  'tfjs',
  'tfjs-core',
  'tfjs-layers',
  'tfjs-data',
  'tfjs-converter',
  'tfjs-backend-cpu',
  'tfjs-backend-webgl',
  'tfjs-backend-wasm',
  'tfjs-backend-webgpu',
  'tfjs-node',
  'tfjs-node-gpu',
] as const;
export type FamilyName = (typeof familyNames)[number];
/** Packages with the native addon, in the order in which they are preferred. */
export const nativeNames = ['tfjs-node-gpu', 'tfjs-node'] as const;

/** One installed package. `folder` is its real path. */
export interface InstalledPackage {
  name: FamilyName;
  folder: string;
  version: string;
}
export type Family = ReadonlyMap<FamilyName, InstalledPackage>;

/** The package as a module in `fromFolder` would resolve it; null where it is not installed. */
export function findPackage(name: FamilyName, fromFolder: string): InstalledPackage | null {
  try {
    const manifest = createRequire(path.join(fromFolder, 'x.js')).resolve(`@tensorflow/${name}/package.json`);
    return readPackage(path.dirname(fs.realpathSync(manifest)));
  } catch {
    return null;
  }
}

/** The package in the folder's own node_modules; null where there is none. */
export function findPackageIn(name: FamilyName, folder: string): InstalledPackage | null {
  return readPackage(path.join(folder, 'node_modules', '@tensorflow', name));
}

/** The package that lies in this very folder; null where there is none of the family. */
export function readPackage(folder: string): InstalledPackage | null {
  try {
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    const name = String(manifest.name).replace(/^@tensorflow\//, '') as FamilyName;
    if (!familyNames.includes(name)) return null;
    return { name, folder: fs.realpathSync(folder), version: String(manifest.version) };
  } catch {
    return null;
  }
}

/**
 * The copy of the whole family that `anchor` itself uses: each package as the anchor, its tfjs, or its layers resolve it.
 * @param spare serves a package that the anchor's tree lacks, of the same major version only
 */
export function familyOf(anchor: InstalledPackage, spare: Family = new Map()): Family {
  const family = new Map<FamilyName, InstalledPackage>([[anchor.name, anchor]]);
  const tfjs = anchor.name === 'tfjs' ? anchor : findPackage('tfjs', anchor.folder);
  const places = [tfjs, anchor].filter(p => p !== null).map(p => p.folder);
  for (const name of familyNames) {
    if (family.has(name)) continue;
    const found = places.map(place => findPackage(name, place)).find(p => p !== null) ?? spare.get(name);
    if (found && majorOf(found.version) === majorOf(anchor.version)) family.set(name, found);
  }
  return family;
}

/** 4 for "4.22.0"; NaN where the text is no version. */
export const majorOf = (version: string): number => Number.parseInt(version, 10);
