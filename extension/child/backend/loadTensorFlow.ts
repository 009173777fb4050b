import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as tfjs from '@tensorflow/tfjs';
import { LayerglassError } from '../../protocol/errors';
import type { BackendInfo, Notice } from '../../protocol/run';
import type { TensorFlow } from '../tensorflow';
import { keepBackend } from './backendRequests';
import { realTools, versionOf, type BackendChoice, type BackendRequest } from './backendChoice';
import { chooseBackend } from './chooseBackend';
import { hushRuntime, restoreRemovedUtilities } from './hostRuntime';
import { createNodeStandIn } from './nodeStandIn/nodeStandIn';
import { ImportRedirect } from './redirect/redirectImports';
import { mendFusedConvolutions } from './wasm/fusedConvolutions';
import { installWasmKernels } from './wasm/installWasmKernels';

type TensorFlowModule = typeof tfjs;

/**
 * Chooses and loads the one TensorFlow.js of this process, makes every import of the program resolve to it, and has its
 * backend ready. Call it once, before any user code.
 * @param stage told what is being done, in a few words
 * @param notice told what the program should know and what is no failure, also later while it runs
 * Throws LayerglassError `backend-unavailable`, `tensorflow-path` or `backend-failed`.
 */
export async function loadTensorFlow(
  spec: BackendRequest,
  stage: (stage: string) => void,
  notice: (notice: Notice) => void = () => undefined,
): Promise<TensorFlow> {
  stage('looking for TensorFlow');
  restoreRemovedUtilities();
  hushRuntime();
  const choice = await chooseBackend(spec, realTools(path.dirname(fileURLToPath(import.meta.url))));

  stage(choice.name === 'native' ? 'loading native TensorFlow' : 'loading TensorFlow.js');
  const redirect = new ImportRedirect(choice.family);
  redirect.installForRequire();
  try {
    const tensorflow = await loadFamily(choice, redirect, notice);
    redirect.installForImport();
    return tensorflow;
  } catch (error) {
    if (error instanceof LayerglassError) throw error;
    throw new LayerglassError('backend-failed', `TensorFlow.js cannot start: ${(error as Error).message}`, {
      remedy: choice.name === 'native' ? 'Set the backend to wasm.' : '',
      cause: error,
    });
  }
}

async function loadFamily(
  choice: BackendChoice,
  redirect: ImportRedirect,
  notice: (notice: Notice) => void,
): Promise<TensorFlow> {
  const require = createRequire(import.meta.url);
  const load = (name: string): unknown => withDefault(require(`@tensorflow/${name}`) as object);
  const tf = load('tfjs') as TensorFlowModule;
  const core = load('tfjs-core') as TensorFlow['core'];
  const layers = load('tfjs-layers') as TensorFlow['layers'];
  redirect.addStandIn(['tfjs-backend-webgpu'], withDefault(webgpuStandIn));

  let tensorflowVersion = choice.tensorflowVersion;
  let backendName = 'cpu';
  if (choice.nativePackage) {
    const native = load(choice.nativePackage.name) as TensorFlowModule;
    redirect.alsoServe(['tfjs-node', 'tfjs-node-gpu'], choice.nativePackage.name);
    backendName = 'tensorflow';
    tensorflowVersion = nativeVersion(native) ?? tensorflowVersion;
  } else {
    redirect.addStandIn(['tfjs-node', 'tfjs-node-gpu'], withDefault(createNodeStandIn(tf)));
    if (choice.name === 'wasm') {
      load('tfjs-backend-wasm');
      backendName = 'wasm';
    }
  }
  const isSet = await tf.setBackend(backendName);
  await tf.ready();
  if (!isSet || tf.getBackend() !== backendName)
    throw new LayerglassError('backend-failed', `The backend ${backendName} of TensorFlow.js does not start.`, {
      remedy: 'Set the backend to cpu, and report this.',
    });
  if (choice.name === 'wasm') {
    installWasmKernels(tf, notice);
    mendFusedConvolutions(tf, core);
  }
  if (choice.name === 'own') hushCpuAdvice(tf);
  else {
    hushCpuAdvice(tf);
    keepBackend(tf, backendName, notice);
  }
  return { tf, core, layers, backend: describe(choice, tensorflowVersion) };
}

function describe(choice: BackendChoice, tensorflowVersion: string | null): BackendInfo {
  const tfjsVersion = versionOf(choice.family);
  const asked = Number(process.env.TF_NUM_INTRAOP_THREADS);
  return {
    name: choice.name,
    version: choice.name === 'native' ? tensorflowVersion || 'unknown' : tfjsVersion,
    tfjsVersion,
    threads: choice.name !== 'native' ? 1 : asked > 0 ? asked : os.availableParallelism(),
    reason: choice.reason,
    advice: choice.advice,
  };
}

function nativeVersion(tf: TensorFlowModule): string | null {
  const { binding } = tf.backend() as unknown as { binding?: { TF_Version?: string } };
  return binding?.TF_Version ?? null;
}

/** Serves `import tf from …` too, which compiled TypeScript reads from `default`. */
function withDefault<T extends object>(exports: T): T {
  if (!('default' in exports) && Object.isExtensible(exports))
    Object.defineProperty(exports, 'default', { value: exports, enumerable: false });
  return exports;
}

/** The plain backend prints a banner of advice at its first use; here it is a helper of the WebAssembly one. */
function hushCpuAdvice(tf: TensorFlowModule): void {
  const cpu = tf.findBackend('cpu') as unknown as { firstUse?: boolean } | null;
  if (cpu) cpu.firstUse = false;
}

/** There is no WebGPU in Node; a program written for browsers may import its backend all the same. */
const webgpuStandIn = { WebGPUBackend: class WebGPUBackend {}, webgpu_util: {} };
