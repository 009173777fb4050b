import { execFile } from 'node:child_process';
import * as path from 'node:path';
import * as v from 'valibot';
import { backendAnswerSchema, type BackendDescription } from '../protocol/backendDescription';
import { LayerglassError } from '../protocol/errors';
import type { LaunchSpec } from '../protocol/runner';
import { childEnvironment } from './launch/childEnvironment';
import { lastLines } from './native/runCommand';

export interface BackendQuestion extends Pick<LaunchSpec, 'backend' | 'nativeFolder' | 'tensorflowPath'> {
  /** Absolute. A program in it need not exist: what counts is what such a file would resolve. */
  folder: string;
  /** Runs the child; null: this process's own runtime. */
  nodePath: string | null;
}

const timeoutMs = 180_000;

/**
 * Which TensorFlow would run a program in `folder`, why, and which others this machine has. It is found out in a process of
 * its own, which loads it. Throws LayerglassError: those of `loadTensorFlow`, or `backend-failed`.
 */
export function describeBackend({ nodePath, ...question }: BackendQuestion): Promise<BackendDescription> {
  const isElectron = nodePath === null && Boolean(process.versions.electron);
  const request = { ...question, program: path.join(question.folder, 'program.js') };
  const script = path.join(bundlesFolder(), 'describeBackend.mjs');
  return new Promise((resolve, reject) => {
    execFile(
      nodePath ?? process.execPath,
      [script, JSON.stringify(request)],
      {
        cwd: question.folder,
        env: childEnvironment(process.env, {}, isElectron),
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: 4 << 20,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        const answer = readAnswer(stdout);
        if (answer && 'description' in answer) return resolve(answer.description);
        if (answer) return reject(new LayerglassError(answer.error.code, answer.error.message, answer.error));
        const why = lastLines(stderr) || error?.message || 'it gave no answer';
        reject(new LayerglassError('backend-failed', `TensorFlow.js cannot start: ${why}`, { cause: error }));
      },
    );
  });
}

function readAnswer(stdout: string): v.InferOutput<typeof backendAnswerSchema> | null {
  try {
    return v.parse(backendAnswerSchema, JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } catch {
    return null;
  }
}

/** Where the build lies: this code is in it, except when tests run the sources. */
function bundlesFolder(): string {
  return path.basename(__dirname) === 'dist' ? __dirname : path.join(__dirname, '../../dist');
}
