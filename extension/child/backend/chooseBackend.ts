import { LayerglassError } from '../../protocol/errors';
import { nativeChoice, versionOf, type BackendChoice, type BackendRequest, type ChoiceTools } from './backendChoice';
import { chooseBySetting } from './chooseBySetting';
import { familyOf, findPackageIn, majorOf, nativeNames, type InstalledPackage } from './family';
import { packagesOfProgram, type ProgramPackages } from './programPackages';

const faster = 'wide convolutions then train several times faster.';
const installAdvice = `Run “Layerglass: Install Native TensorFlow”, or layerglass backend install: ${faster}`;

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
  let isProcessorTooOld = false;

  // 1. Native: the program's own, then ours.
  if (request.backend === 'auto' || request.backend === 'native') {
    for (const candidate of own.natives) {
      const trial = await tools.tryNative(candidate);
      if (trial.works) return nativeChoice(candidate, trial.tensorflowVersion, ours, ownNativeReason(candidate, own));
      isProcessorTooOld ||= trial.kind === 'processor';
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
      isProcessorTooOld ||= trial.kind === 'processor';
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
  const why = isForced ? ['it was asked for'] : failures.length ? failures : ['no native TensorFlow is installed'];
  return {
    name: request.backend === 'cpu' ? 'cpu' : 'wasm',
    family: ours,
    nativePackage: null,
    tensorflowVersion: null,
    reason: [...why, ...versionsNote(ownVersion, ourVersion)].join('; '),
    advice:
      request.backend === 'cpu'
        ? 'Set the backend to auto: plain JavaScript is for comparison only.'
        : isForced || isProcessorTooOld
          ? ''
          : installAdvice,
  };
}

function installedNative(folder: string | null): InstalledPackage | null {
  if (!folder) return null;
  return nativeNames.map(name => findPackageIn(name, folder)).find(p => p !== null) ?? null;
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
  const remedy = isOurMajor
    ? 'Run “Layerglass: Install Native TensorFlow”, or layerglass backend install. Or set the backend to auto.'
    : `Run npm install @tensorflow/tfjs-node@${majorOf(ownVersion ?? '4')} in the program’s folder, or set the backend to auto.`;
  return new LayerglassError('backend-unavailable', `Native TensorFlow cannot run this program: ${why}.`, { remedy });
}
