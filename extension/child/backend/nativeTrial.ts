import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadFailure, type LoadFailure } from '../../core/packages/loadFailure';
import { launchVariable } from '../../protocol/runner';
import type { InstalledPackage } from './family';

export type TrialResult =
  { works: true; tensorflowVersion: string } | { works: false; why: string; kind?: LoadFailure['kind'] };

const trialTimeoutMs = 90_000;
/** Multiplies two matrices with the package in argv[1]. Imports nothing of ours: it runs by `node -e`. */
const trialSource = `
const util = require('util');
util.isNullOrUndefined ??= v => v === null || v === undefined;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
const product = tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0];
if (tf.getBackend() !== 'tensorflow' || product !== 11) throw new Error('it computed ' + product + ' on ' + tf.getBackend());
process.stdout.write('\\n' + JSON.stringify({ version: String(tf.backend().binding?.TF_Version ?? '') }));
`;

/** The addon's file, as node-pre-gyp would choose it for this runtime; null where none was built or downloaded. */
export function findAddon(nativePackage: InstalledPackage): string | null {
  let binary: { module_name?: string; module_path?: string; napi_versions?: number[] };
  try {
    binary = (JSON.parse(fs.readFileSync(path.join(nativePackage.folder, 'package.json'), 'utf8')) as never)['binary'];
  } catch {
    return null;
  }
  if (!binary?.module_name || !binary.module_path) return null;
  const newestNapi = Number(process.versions.napi ?? 8);
  const versions = (binary.napi_versions ?? [8]).filter(v => v <= newestNapi).sort((a, b) => b - a);
  for (const napi of versions) {
    const folder = binary.module_path.replace('{napi_build_version}', String(napi));
    const file = path.join(nativePackage.folder, folder, `${binary.module_name}.node`);
    if (fs.existsSync(file)) return file;
  }
  return null;
}

/**
 * Whether the package's addon loads and computes here. It is tried in a process of its own, because a bad library ends the
 * process that loads it. A success is remembered by file, time, runtime and library path; a failure is tried anew.
 */
export async function tryNative(nativePackage: InstalledPackage): Promise<TrialResult> {
  const addon = findAddon(nativePackage);
  if (!addon) return { works: false, why: 'its native library was never downloaded or built' };
  const key = trialKey(nativePackage, addon);
  const known = readRemembered()[key];
  if (known !== undefined) return { works: true, tensorflowVersion: known };
  const result = await runTrial(nativePackage.folder);
  if (result.works) remember(key, result.tensorflowVersion);
  return result;
}

function runTrial(folder: string): Promise<TrialResult> {
  const environment = { ...process.env };
  // Neither a debugger nor our own preload has a place in it.
  for (const name of ['NODE_OPTIONS', launchVariable]) delete environment[name];
  return new Promise(resolve => {
    execFile(
      process.execPath,
      ['-e', trialSource, folder],
      {
        env: { ...environment, ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}) },
        timeout: trialTimeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: 4 << 20,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        if (error) return resolve({ works: false, ...whyItFailed(error, stderr) });
        const last = stdout.trim().split('\n').at(-1) ?? '';
        try {
          resolve({ works: true, tensorflowVersion: (JSON.parse(last) as { version: string }).version });
        } catch {
          resolve({ works: false, why: 'its library gave no answer' });
        }
      },
    );
  });
}

function whyItFailed(
  error: Error & { killed?: boolean; signal?: NodeJS.Signals | null; code?: unknown },
  stderr: string,
): LoadFailure {
  if (error.killed) return { kind: 'other', why: `it did not load within ${trialTimeoutMs / 1000} s` };
  const code = typeof error.code === 'number' ? error.code : 0;
  return loadFailure({ code, signal: error.signal ?? null, output: stderr });
}

function trialKey(nativePackage: InstalledPackage, addon: string): string {
  const stamp = (file: string): string => {
    try {
      const { mtimeMs, size } = fs.statSync(file);
      return `${mtimeMs}/${size}`;
    } catch {
      return '-';
    }
  };
  const { node, modules, electron } = process.versions;
  return JSON.stringify([
    addon,
    nativePackage.version,
    stamp(addon),
    stamp(path.join(nativePackage.folder, 'deps', 'lib')),
    [node, modules, electron ?? '', process.arch],
    process.env.LD_LIBRARY_PATH ?? '',
    process.env.CUDA_VISIBLE_DEVICES ?? '',
  ]);
}

const maxRemembered = 32;
function cacheFile(): string {
  const base =
    process.platform === 'win32'
      ? (process.env.LOCALAPPDATA ?? path.join(os.homedir(), 'AppData', 'Local'))
      : process.platform === 'darwin'
        ? path.join(os.homedir(), 'Library', 'Caches')
        : process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(base, 'layerglass', 'nativeTrials.json');
}

/** TensorFlow's version by trial key. Empty where nothing is remembered or the file is not ours. */
function readRemembered(): Record<string, string> {
  try {
    const content: unknown = JSON.parse(fs.readFileSync(cacheFile(), 'utf8'));
    if (typeof content !== 'object' || content === null) return {};
    return Object.fromEntries(Object.entries(content).filter(entry => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}

/** Best effort: where nothing can be written, the next start tries again. */
function remember(key: string, tensorflowVersion: string): void {
  try {
    const entries = [...Object.entries(readRemembered()).filter(([k]) => k !== key), [key, tensorflowVersion] as const];
    const file = cacheFile();
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    fs.writeFileSync(temporary, JSON.stringify(Object.fromEntries(entries.slice(-maxRemembered))));
    fs.renameSync(temporary, file);
  } catch {
    // A read-only home: nothing is remembered.
  }
}
