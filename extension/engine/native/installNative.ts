import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import type { NativeProgress } from '../../protocol/nativeProgress';
import { Attempt } from './attempt';
import { folderError, proofError } from './installErrors';
import { takeNativeLock } from './nativeLock';
import { findNativeTools, prerequisites, type NativeTools } from './nativeTools';
import { folderBytes, ProgressMeter, type Step } from './progressMeter';
import { proveInstallation } from './proveInstallation';
import { installByScript } from './scriptWay';
import { isOurs, StagingFolder } from './stagingFolder';
import { installFromWheel } from './wheelWay';

export interface NativeInstallOptions {
  onProgress?: (progress: NativeProgress) => void;
  /** Where npm, Python and the compiler are looked for, and what they get. Default: this process's. */
  environment?: NodeJS.ProcessEnv;
  /** Ends all that was started. What is finished is kept for the next attempt, and used by nothing else. */
  signal?: AbortSignal;
}
export interface NativeInstallation {
  folder: string;
  tensorflowVersion: string;
  /** `present`: it was there and works; else how it was put together. */
  way: 'present' | 'wheel' | 'script';
}

const wheelSteps = ['look', 'packages', 'wheel', 'unpack', 'addon', 'proof'] as const satisfies Step[];
const scriptSteps = ['look', 'packages', 'script', 'proof'] as const satisfies Step[];

/**
 * Installs tfjs-node with TensorFlow's C library into `folder` (its `node_modules`), whole or not at all: it is put together
 * beside it, tried in a process of its own, and renamed. An installation that works is left as it is; where another process
 * installs, that is waited for. Half a minute besides the download, 0.9 GB on the disk.
 * Throws LayerglassError: `native-unsupported`, `native-prerequisites`, `native-download`, `native-checksum`,
 * `native-install`, `native-processor`, `native-crash`, `native-platform`, `native-foreign`, `disk-full`, `read-only`,
 * `cancelled`.
 */
export async function installNative(folder: string, options: NativeInstallOptions = {}): Promise<NativeInstallation> {
  const { onProgress = () => undefined, environment = process.env, signal } = options;
  const target = path.resolve(folder);
  const staging = new StagingFolder(target);
  const meter = new ProgressMeter(wheelSteps, onProgress);
  try {
    // 1. What is there.
    const before = await tryTarget(target, meter, signal);
    if (before) return before;
    if (!isOurs(target) && fs.existsSync(target) && fs.readdirSync(target).length > 0)
      throw new LayerglassError('native-foreign', `${target} holds something that Layerglass has not put there.`, {
        remedy: 'Name another folder, or an empty one, in the variable LAYERGLASS_NATIVE.',
        where: target,
      });
    // 2. What is needed: asked before anything is written.
    let tools = await findNativeTools(target, environment, await folderBytes(staging.path), signal);
    // 3. One process at a time.
    let waited = false;
    const lock = await takeNativeLock(
      staging.path,
      ({ pid, host }) => {
        waited = true;
        meter.note(`Waiting for process ${pid} on ${host}, which installs it`);
        return null;
      },
      signal,
    );
    try {
      const meanwhile = waited ? await tryTarget(target, meter, signal) : null;
      if (meanwhile) return meanwhile;
      staging.prepare();
      tools = waited ? await findNativeTools(target, environment, await folderBytes(staging.path), signal) : tools;
      return await build(new Attempt(staging, meter, environment, signal), tools, environment);
    } finally {
      staging.endAttempt();
      lock.release();
      staging.removeIfEmpty();
    }
  } catch (error) {
    if (signal?.aborted)
      throw new LayerglassError('cancelled', 'The installation of native TensorFlow was cancelled.', {
        remedy: 'What was fetched whole is kept for the next attempt.',
      });
    throw folderError(error, path.dirname(target));
  }
}

async function tryTarget(
  target: string,
  meter: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<NativeInstallation | null> {
  if (!fs.existsSync(path.join(target, 'node_modules', '@tensorflow', 'tfjs-node'))) return null;
  meter.begin('look', 'Trying the native TensorFlow that is there');
  const proof = await proveInstallation(target, signal);
  return proof.works ? { folder: target, tensorflowVersion: proof.tensorflowVersion, way: 'present' } : null;
}

/** Under the lock: the first way that works, proven, in its place. */
async function build(
  attempt: Attempt,
  tools: NativeTools,
  environment: NodeJS.ProcessEnv,
): Promise<NativeInstallation> {
  const { staging, meter, signal } = attempt;
  try {
    await attempt.fetchPackages(tools.npm);
    const way = await furnish(attempt, tools, environment);
    meter.begin('proof', 'Trying it');
    const proof = await proveInstallation(staging.tree, signal);
    if (signal?.aborted) throw new LayerglassError('cancelled', 'Cancelled.');
    if (!proof.works) throw proofError(proof);
    staging.replaceTarget();
    staging.clear();
    return { folder: staging.target, tensorflowVersion: proof.tensorflowVersion, way };
  } catch (error) {
    const known = folderError(error, staging.path);
    // finished steps are kept, unless they are what is wrong or what is too much
    const isKept = known instanceof LayerglassError && ['cancelled', 'native-download'].includes(known.code);
    if (!isKept && !signal?.aborted) staging.clear();
    throw known;
  }
}

/** Library and addon: out of the wheel where its tools are there, else, or where it cannot be fetched, by the script. */
async function furnish(
  attempt: Attempt,
  tools: NativeTools,
  environment: NodeJS.ProcessEnv,
): Promise<'wheel' | 'script'> {
  let failure: LayerglassError | null = null;
  if (tools.wheel) {
    try {
      await installFromWheel(attempt, tools.wheel);
      return 'wheel';
    } catch (error) {
      const isNext = error instanceof LayerglassError && ['native-download', 'native-install'].includes(error.code);
      if (!isNext) throw error;
      failure = error;
    }
  }
  attempt.meter.plan(scriptSteps);
  try {
    await installByScript(attempt, tools.npm);
    return 'script';
  } catch (error) {
    if (!(error instanceof LayerglassError) || error.code === 'cancelled') throw error;
    if (failure) throw failure;
    if (tools.missing.length)
      throw prerequisites(tools.missing, environment, undefined, ` Without it, ${lowerFirst(error.message)}`);
    throw error;
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
