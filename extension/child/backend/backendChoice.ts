import { LayerglassError } from '../../protocol/errors';
import type { BackendInfo } from '../../protocol/run';
import type { LaunchSpec } from '../../protocol/runner';
import { familyOf, findPackage, type Family, type InstalledPackage } from './family';
import { tryNative, type TrialResult } from './nativeTrial';

export type BackendRequest = Pick<LaunchSpec, 'program' | 'folder' | 'backend' | 'nativeFolder' | 'tensorflowPath'>;

/** Which TensorFlow.js runs, and why: everything that is decided before any of it is loaded. */
export interface BackendChoice {
  name: BackendInfo['name'];
  /** The one copy that every import resolves to. */
  family: Family;
  /** Holds the addon; null unless `name` is native. */
  nativePackage: InstalledPackage | null;
  /** TensorFlow's own version, where it is native. */
  tensorflowVersion: string | null;
  reason: string;
  advice: string;
}

export interface ChoiceTools {
  /** The family that Layerglass brings. */
  ours: Family;
  tryNative: (candidate: InstalledPackage) => Promise<TrialResult>;
}

/** A choice of native TensorFlow: its own family, with ours for what it lacks. */
export function nativeChoice(
  candidate: InstalledPackage,
  tensorflowVersion: string,
  ours: Family,
  reason: string,
): BackendChoice {
  return {
    name: 'native',
    family: familyOf(candidate, ours),
    nativePackage: candidate,
    tensorflowVersion,
    reason,
    advice: '',
  };
}

/** Version of the family's tfjs, else of its core. */
export const versionOf = (family: Family): string =>
  (family.get('tfjs') ?? family.get('tfjs-core') ?? [...family.values()][0])?.version ?? '';

/** The real tools: our own packages as they lie beside this file, and a throw-away process. */
export function realTools(ourFolder: string): ChoiceTools {
  const tfjs = findPackage('tfjs', ourFolder);
  if (!tfjs)
    throw new LayerglassError('broken-installation', 'Layerglass does not find its own TensorFlow.js.', {
      remedy: 'Install Layerglass again.',
    });
  const ours = new Map(familyOf(tfjs));
  // Not a dependency of tfjs itself.
  const wasm = findPackage('tfjs-backend-wasm', ourFolder);
  if (wasm) ours.set('tfjs-backend-wasm', wasm);
  return { ours, tryNative };
}
