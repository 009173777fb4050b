import * as path from 'node:path';
import type { BackendRequest } from './backendChoice';
import { findPackage, nativeNames, type FamilyName, type InstalledPackage } from './family';

export interface ProgramPackages {
  natives: InstalledPackage[];
  /** Decides the program's version: its tfjs, else its native package, core, layers. */
  anchor: InstalledPackage | null;
  version: string | null;
}

/** What the program's file resolves, then what its working folder does. */
export function packagesOfProgram(request: Pick<BackendRequest, 'program' | 'folder'>): ProgramPackages {
  const places = [...new Set([path.dirname(request.program), request.folder])];
  const find = (name: FamilyName): InstalledPackage | null =>
    places.map(place => findPackage(name, place)).find(p => p !== null) ?? null;
  const natives = nativeNames.map(find).filter(p => p !== null);
  const anchor =
    (['tfjs', ...nativeNames, 'tfjs-core', 'tfjs-layers'] as const).map(find).find(p => p !== null) ?? null;
  return { natives, anchor, version: anchor?.version ?? null };
}
