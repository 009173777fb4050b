import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BackendRequest } from '../../../extension/child/backend/backendChoice';
import type { BackendInfo, Notice } from '../../../extension/protocol/run';
import { childBundle } from './childBundle';

const root = path.join(import.meta.dirname, '../../..');
const preload = path.join(root, 'test/child/support/backendPreload.ts');

/** Runtimes to try: this one, and the newest that the editor's tests have brought, if they have. */
export function runtimes(): string[] {
  const cache = process.env.LAYERGLASS_TEST_CACHE ?? path.join(root, '.vscode-test');
  const found = fs.existsSync(cache) ? fs.readdirSync(cache).filter(name => /^node-\d/.test(name)) : [];
  const others = found.map(name => path.join(cache, name, 'bin', 'node')).filter(file => fs.existsSync(file));
  return [process.execPath, ...others];
}

export interface BackendTrial {
  /** What the program printed by `console.log`, each line as JSON. */
  printed: unknown[];
  stderr: string;
  code: number | null;
  backend: BackendInfo | null;
  notices: Notice[];
}

/**
 * Runs a program with TensorFlow.js chosen for it, and nothing watched.
 * @param folder holds the program; made by `makeProject`
 */
export async function runOnBackend(
  folder: string,
  program: string,
  request: Partial<BackendRequest> & { node?: string; environment?: Record<string, string> } = {},
): Promise<BackendTrial> {
  const { node = process.execPath, environment = {}, ...choice } = request;
  const spec: BackendRequest = {
    program: path.join(folder, program),
    folder,
    backend: 'auto',
    nativeFolder: null,
    tensorflowPath: null,
    ...choice,
  };
  const args = ['--import', pathToFileURL(await childBundle(preload)).href, spec.program];
  return new Promise(resolve => {
    execFile(
      node,
      args,
      {
        cwd: folder,
        env: { ...process.env, NODE_OPTIONS: '', BACKEND_SPEC: JSON.stringify(spec), ...environment },
        timeout: 90_000,
      },
      (error, stdout, stderr) => {
        const lines = stdout.split('\n').filter(line => /^[[{"\d]|^(true|false|null)$/.test(line));
        const printed = lines.map(line => JSON.parse(line) as Record<string, unknown>);
        const last = printed.find(p => typeof p === 'object' && p !== null && 'layerglassTest' in p);
        const told = last?.layerglassTest as { backend: BackendInfo; notices: Notice[] } | undefined;
        resolve({
          printed: printed.filter(p => p !== last),
          stderr,
          code: error ? (typeof error.code === 'number' ? error.code : null) : 0,
          backend: told?.backend ?? null,
          notices: told?.notices ?? [],
        });
      },
    );
  });
}
