import { spawn, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { channelFd, launchVariable, type LaunchSpec } from '../../protocol/runner';
import { childEnvironment } from './childEnvironment';

export interface LaunchedChild {
  process: ChildProcess;
  stdout: Readable;
  stderr: Readable;
  /** Events come, controls go: single lines of JSON. */
  channel: Duplex;
}

/**
 * Starts the child. It leads a process group, so that all it starts can be ended with it. That it cannot be started comes
 * as `error` of the process.
 * @param nodePath null: the runtime of this process
 */
export function launchChild(
  spec: LaunchSpec,
  options: { nodePath: string | null; environment: Record<string, string> },
): LaunchedChild {
  const isElectron = options.nodePath === null && Boolean(process.versions.electron);
  const preload = pathToFileURL(path.join(bundlesFolder(), 'preload.mjs')).href;
  const child = spawn(options.nodePath ?? process.execPath, ['--import', preload, spec.bundle, ...spec.arguments], {
    cwd: spec.folder,
    env: {
      ...childEnvironment(process.env, options.environment, isElectron),
      [launchVariable]: JSON.stringify(spec),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  return {
    process: child,
    stdout: child.stdio[1] as Readable,
    stderr: child.stdio[2] as Readable,
    channel: child.stdio[channelFd] as Duplex,
  };
}

/** Where the build lies: this code is in it, except when tests run the sources. */
function bundlesFolder(): string {
  return path.basename(__dirname) === 'dist' ? __dirname : path.join(__dirname, '../../../dist');
}
