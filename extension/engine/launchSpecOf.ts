import { randomInt } from 'node:crypto';
import { protocolVersion } from '../protocol/protocolVersion';
import type { LaunchSpec } from '../protocol/runner';
import type { SignedFacts } from '../core/runs/runSignature';
import { relativePath } from '../core/text/relativePath';
import type { RunPlace } from './chooseRunFolder';
import { defaultSettings } from './defaultSettings';
import { signatureOf } from './machineKey';
import type { RunRequest } from './runRequest';

/** Returns what the child is told. Settings that are not given have their defaults, a seed is drawn. */
export function launchSpecOf(
  request: RunRequest,
  program: Pick<LaunchSpec, 'program' | 'folder' | 'sourceHash'>,
  place: RunPlace,
): LaunchSpec {
  const { mode, watch, backend, nativeFolder, tensorflowPath, epochs } = request;
  const isKept = watch && mode === 'train';
  const given = Object.entries(request.settings).filter(([, value]) => value !== undefined);
  return {
    protocolVersion,
    mode,
    watch,
    ...program,
    bundle: place.bundle,
    arguments: request.arguments,
    runFolder: watch ? place.folder : null,
    runId: place.id,
    // the generator takes 32 bits
    seed: request.seed === null ? randomInt(2 ** 32) : Math.trunc(Math.abs(request.seed)) % 2 ** 32,
    isSeedGiven: request.seed !== null && (request.isSeedGiven ?? true),
    backend,
    nativeFolder,
    tensorflowPath,
    epochs,
    settings: { ...defaultSettings, ...Object.fromEntries(given) },
    resume: request.resume ?? null,
    signature: isKept ? signatureOf(signedFacts(request, program, place)) : undefined,
    experiment: request.experiment ?? null,
  };
}

/** As the child writes them into run.json. */
const signedFacts = (
  request: RunRequest,
  { program, folder, sourceHash }: Pick<LaunchSpec, 'program' | 'folder' | 'sourceHash'>,
  place: RunPlace,
): SignedFacts => ({
  program: relativePath(folder, program),
  folder: relativePath(place.folder, folder),
  arguments: request.arguments,
  sourceHash,
});
