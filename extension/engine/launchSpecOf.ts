import { randomInt } from 'node:crypto';
import { protocolVersion, type LaunchSpec } from '../protocol/runner';
import type { RunPlace } from './chooseRunFolder';
import { defaultSettings } from './defaultSettings';
import type { RunRequest } from './runRequest';

/** Returns what the child is told. Settings that are not given have their defaults, a seed is drawn. */
export function launchSpecOf(
  request: RunRequest,
  program: Pick<LaunchSpec, 'program' | 'folder' | 'sourceHash'>,
  place: RunPlace,
): LaunchSpec {
  const { mode, watch, backend, nativeFolder, tensorflowPath, epochs } = request;
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
    isSeedGiven: request.seed !== null,
    backend,
    nativeFolder,
    tensorflowPath,
    epochs,
    settings: { ...defaultSettings, ...Object.fromEntries(given) },
    resume: request.resume ?? null,
    experiment: request.experiment ?? null,
  };
}
