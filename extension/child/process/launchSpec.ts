import { isMainThread } from 'node:worker_threads';
import * as v from 'valibot';
import { launchSpecSchema, launchVariable, type LaunchSpec } from '../../protocol/runner';

/**
 * What this process was started for; null in a process or thread that the program starts with the same options, where
 * nothing is to be done. It is taken out of the environment: the program's own children are ordinary ones.
 */
export function takeLaunchSpec(): LaunchSpec | null {
  const text = process.env[launchVariable];
  if (text === undefined || !isMainThread) return null;
  delete process.env[launchVariable];
  return v.parse(launchSpecSchema, JSON.parse(text));
}

/** Hides the launch from the program: its path is the person's own file, not the bundle's. Node has read it by now. */
export function hideLaunch(spec: LaunchSpec): void {
  process.argv[1] = spec.program;
}

/** Hides the options that loaded the preload, in this thread: what the program forks does not get them. */
export function hideOptions(): void {
  const at = process.execArgv.findIndex((word, i, words) => word === '--import' && words[i + 1] === import.meta.url);
  if (at >= 0) process.execArgv.splice(at, 2);
}
