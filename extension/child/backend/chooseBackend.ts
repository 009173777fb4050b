import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import type { BackendInfo } from '../../protocol/run';
import type { LaunchSpec } from '../../protocol/runner';
import {
  familyOf,
  findPackage,
  majorOf,
  nativeNames,
  readPackage,
  type Family,
  type FamilyName,
  type InstalledPackage,
} from './family';
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

const installAdvice =
  'Install @tensorflow/tfjs-node in the program’s folder to train wide convolutions several times faster.';

/**
 * Decides in this order: the setting; the program's own native package where its addon loads; for a program of the same
 * major version as ours (or that has none) the native package that Layerglass installed, else WebAssembly; for another
 * major version the program's own packages. `request.backend` forces one.
 * Throws LayerglassError `backend-unavailable` or `tensorflow-path`, with the remedy.
 */
export async function chooseBackend(request: BackendRequest, tools: ChoiceTools): Promise<BackendChoice> {
  if (request.tensorflowPath) return chooseBySetting(request, request.tensorflowPath, tools);
  const { ours } = tools;
  const own = packagesOfProgram(request);
  const ourVersion = versionOf(ours);
  const ownVersion = own.version;
  const isOurMajor = ownVersion === null || majorOf(ownVersion) === majorOf(ourVersion);
  const failures: string[] = [];

  // 1. Native: the program's own, then ours.
  if (request.backend === 'auto' || request.backend === 'native') {
    for (const candidate of own.natives) {
      const trial = await tools.tryNative(candidate);
      if (trial.works) return nativeChoice(candidate, trial.tensorflowVersion, ours, ownNativeReason(candidate, own));
      failures.push(`${candidate.name} ${candidate.version} of the program is not used: ${trial.why}`);
    }
    const installed = isOurMajor ? installedNative(request.nativeFolder) : null;
    if (installed) {
      const trial = await tools.tryNative(installed);
      const reason = [
        'Native TensorFlow that Layerglass installed',
        ...failures,
        ...versionsNote(ownVersion, installed.version),
      ];
      if (trial.works) return nativeChoice(installed, trial.tensorflowVersion, ours, reason.join('; '));
      failures.push(`the native TensorFlow that Layerglass installed is not used: ${trial.why}`);
    }
    if (request.backend === 'native') throw noNative(failures, ownVersion, isOurMajor);
  }

  // 2. Another major version: the program's own packages, as they are.
  if (!isOurMajor) {
    if (request.backend === 'wasm')
      throw new LayerglassError(
        'backend-unavailable',
        `The WebAssembly backend of Layerglass runs TensorFlow.js ${majorOf(ourVersion)}.x; this program uses ${ownVersion}.`,
        {
          remedy: `Set the backend to auto, or install @tensorflow/tfjs@${majorOf(ourVersion)} in the program’s folder.`,
        },
      );
    return {
      name: 'own',
      family: familyOf(own.anchor as InstalledPackage),
      nativePackage: null,
      tensorflowVersion: null,
      reason: [
        `The program’s own TensorFlow.js ${ownVersion}, unaccelerated: Layerglass brings ${ourVersion}`,
        ...failures,
      ].join('; '),
      advice: `Move the program to TensorFlow.js ${majorOf(ourVersion)}.x: it then runs natively or on WebAssembly.`,
    };
  }

  // 3. Ours.
  const isForced = request.backend !== 'auto';
  const why = isForced ? ['asked for'] : failures.length ? failures : ['no native TensorFlow is installed'];
  const label = request.backend === 'cpu' ? 'Plain JavaScript' : 'WebAssembly';
  return {
    name: request.backend === 'cpu' ? 'cpu' : 'wasm',
    family: ours,
    nativePackage: null,
    tensorflowVersion: null,
    reason: [`${label}: ${why.join('; ')}`, ...versionsNote(ownVersion, ourVersion)].join('; '),
    advice:
      request.backend === 'cpu'
        ? 'Set the backend to auto: plain JavaScript is for comparison only.'
        : isForced
          ? ''
          : installAdvice,
  };
}

/** The setting names a package folder, or a folder whose node_modules holds one. */
async function chooseBySetting(request: BackendRequest, setting: string, tools: ChoiceTools): Promise<BackendChoice> {
  const named =
    readPackage(setting) ??
    [...nativeNames, 'tfjs' as const].map(name => findPackageIn(name, setting)).find(p => p !== null) ??
    null;
  const remedy = 'Correct the setting layerglass.tensorflowPath, or leave it empty.';
  const where = 'layerglass.tensorflowPath';
  if (!named)
    throw new LayerglassError('tensorflow-path', `There is no TensorFlow.js package in ${setting}.`, { remedy, where });
  const isNative = (nativeNames as readonly FamilyName[]).includes(named.name);
  const wantsNative = request.backend === 'auto' || request.backend === 'native';
  if (isNative && wantsNative) {
    const trial = await tools.tryNative(named);
    if (!trial.works)
      throw new LayerglassError('tensorflow-path', `${named.name} ${named.version} in ${setting}: ${trial.why}.`, {
        remedy,
        where,
      });
    return nativeChoice(
      named,
      trial.tensorflowVersion,
      tools.ours,
      `${named.name} named by the setting layerglass.tensorflowPath`,
    );
  }
  if (request.backend === 'native')
    throw new LayerglassError('tensorflow-path', `${named.name} in ${setting} has no native library.`, {
      remedy,
      where,
    });
  const family = familyOf(named, tools.ours);
  const isSameAsOurs = versionOf(family) === versionOf(tools.ours);
  const hasWasm = family.get('tfjs-backend-wasm')?.version === versionOf(family) && isSameAsOurs;
  const name = request.backend === 'cpu' ? 'cpu' : hasWasm ? 'wasm' : 'own';
  if (request.backend === 'wasm' && name !== 'wasm')
    throw new LayerglassError(
      'tensorflow-path',
      `The WebAssembly backend runs TensorFlow.js ${versionOf(tools.ours)}; ${setting} holds ${versionOf(family)}.`,
      { remedy, where },
    );
  return {
    name,
    family,
    nativePackage: null,
    tensorflowVersion: null,
    reason: `TensorFlow.js ${versionOf(family)} named by the setting layerglass.tensorflowPath`,
    advice: name === 'wasm' ? '' : 'Name a tfjs-node package in the setting, or leave it empty.',
  };
}

interface ProgramPackages {
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

function findPackageIn(name: FamilyName, folder: string): InstalledPackage | null {
  return readPackage(path.join(folder, 'node_modules', '@tensorflow', name));
}

function installedNative(folder: string | null): InstalledPackage | null {
  if (!folder) return null;
  return nativeNames.map(name => findPackageIn(name, folder)).find(p => p !== null) ?? null;
}

function nativeChoice(
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

function ownNativeReason(candidate: InstalledPackage, own: ProgramPackages): string {
  const serves = familyOf(candidate).get('tfjs');
  const reason = `${candidate.name} of the program`;
  if (!serves || !own.anchor || serves.folder === own.anchor.folder || serves.version === own.anchor.version)
    return reason;
  return `${reason}; its TensorFlow.js ${serves.version} serves every import, ${own.anchor.version} beside it none`;
}

/** Names both versions where they differ, or says that the program has none. */
function versionsNote(ownVersion: string | null, running: string): string[] {
  if (ownVersion === null) return [`TensorFlow.js ${running} of Layerglass, as the program’s folder has none`];
  return ownVersion === running ? [] : [`TensorFlow.js ${running} runs, the program has ${ownVersion}`];
}

function noNative(failures: string[], ownVersion: string | null, isOurMajor: boolean): LayerglassError {
  const why = failures.length ? failures.join('; ') : 'none is installed';
  const version = isOurMajor ? '' : `@${majorOf(ownVersion ?? '4')}`;
  return new LayerglassError('backend-unavailable', `Native TensorFlow cannot run this program: ${why}.`, {
    remedy: `Run npm install @tensorflow/tfjs-node${version} in the program’s folder, or set the backend to auto.`,
  });
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
