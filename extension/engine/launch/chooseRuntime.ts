import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { describeBackend, type BackendQuestion } from '../describeBackend';
import { oldestNode } from '../runErrors';
import type { RunRequest } from '../runRequest';

/** What is asked of the machine; tests answer instead of it. */
export interface RuntimeTools {
  isElectron: boolean;
  hasNativePackage(folder: string, nativeFolder: string | null): boolean;
  /** Whether native TensorFlow runs in that runtime; null: this process's own. */
  runsNative(question: BackendQuestion): Promise<boolean>;
  /** Absolute; null where there is none that is new enough. */
  nodeOnPath(): Promise<string | null>;
}

/** Answers of this session: what a runtime can load does not change while an editor is open, unless it is installed anew. */
const remembered = new Map<string, Promise<string | null>>();

/** After an installation: what could not be loaded before may be now. */
export const forgetRuntimes = (): void => remembered.clear();

/**
 * Returns what runs a program: the path that was set, else this process's own runtime (null). An editor's runtime is
 * Electron: where a native package is there that does not load in it but does in a Node on the path, that Node.
 */
export function chooseRuntime(
  request: Pick<RunRequest, 'nodePath' | 'backend' | 'nativeFolder' | 'tensorflowPath'>,
  folder: string,
  tools: RuntimeTools = machine,
): Promise<string | null> {
  const { nodePath, backend, nativeFolder, tensorflowPath } = request;
  const wantsNative = backend === 'auto' || backend === 'native';
  if (nodePath !== null || !tools.isElectron || !wantsNative || !tools.hasNativePackage(folder, nativeFolder))
    return Promise.resolve(nodePath);
  const question = { folder, backend, nativeFolder, tensorflowPath };
  const key = JSON.stringify(question);
  const known = tools === machine ? remembered.get(key) : undefined;
  const answer = known ?? find(question, tools);
  if (tools === machine) remembered.set(key, answer);
  return answer;
}

async function find(question: Omit<BackendQuestion, 'nodePath'>, tools: RuntimeTools): Promise<string | null> {
  if (await tools.runsNative({ ...question, nodePath: null })) return null;
  const node = await tools.nodeOnPath();
  return node !== null && (await tools.runsNative({ ...question, nodePath: node })) ? node : null;
}

const machine: RuntimeTools = {
  isElectron: Boolean(process.versions.electron),
  hasNativePackage(folder, nativeFolder) {
    const places = nativeFolder === null ? [] : [nativeFolder];
    for (let f = folder; ; f = path.dirname(f)) {
      places.push(f);
      if (path.dirname(f) === f) break;
    }
    const names = ['tfjs-node', 'tfjs-node-gpu'];
    return places.some(p => names.some(name => fs.existsSync(path.join(p, 'node_modules', '@tensorflow', name))));
  },
  runsNative: question =>
    describeBackend(question).then(
      ({ backend }) => backend.name === 'native',
      () => false,
    ),
  nodeOnPath,
};

/** Returns the first `node` on the path, if it is new enough. */
async function nodeOnPath(): Promise<string | null> {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const file = (process.env.PATH ?? '')
    .split(path.delimiter)
    .map(folder => path.join(folder, name))
    .find(candidate => path.isAbsolute(candidate) && fs.existsSync(candidate));
  if (file === undefined) return null;
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: 5000, windowsHide: true });
    return Number(/^v(\d+)/.exec(stdout)?.[1]) >= oldestNode ? file : null;
  } catch {
    return null;
  }
}
