import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { RunHandle } from '../../../extension/engine/runHandle';
import type { RunRequest } from '../../../extension/engine/runRequest';
import { startRun } from '../../../extension/engine/startRun';
import { requestFor } from './requestFor';
import type { RunnerEvent } from '../../../extension/protocol/runner';
import type { RunState } from '../../../extension/protocol/runState';

const folders: string[] = [];
const handles: RunHandle[] = [];

/** Makes a project in a temporary folder: text by path in it. Returns its real path. */
export function makeProject(files: Record<string, string>): string {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'layerglass-test-'));
  folders.push(folder);
  for (const [name, text] of Object.entries({ 'package.json': '{ "name": "project" }', ...files })) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return folder;
}

/** Ends what tests have started and removes what they have made. For `afterEach`. */
export async function cleanUp(): Promise<void> {
  await Promise.all(handles.splice(0).map(run => run.dispose()));
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
}

export interface Trial {
  run: RunHandle;
  events: RunnerEvent[];
  output: { stdout: string; stderr: string };
  /** Resolves with the first event that fits; rejects when the run ends without one. */
  until<T extends RunnerEvent['type']>(
    type: T,
    fits?: (event: Extract<RunnerEvent, { type: T }>) => boolean,
  ): Promise<Extract<RunnerEvent, { type: T }>>;
}

/** Starts a program of a project on the WebAssembly backend, with what `request` says otherwise. */
export function start(
  folder: string,
  program: string,
  request: Partial<RunRequest> = {},
  { isOutputKept = true } = {},
): Trial {
  const run = startRun(requestFor(path.join(folder, program), request));
  handles.push(run);
  const trial: Trial = {
    run,
    events: [],
    output: { stdout: '', stderr: '' },
    until: (type, fits = () => true) =>
      new Promise((resolve, reject) => {
        const isIt = (event: RunnerEvent): event is Extract<RunnerEvent, { type: typeof type }> =>
          event.type === type && fits(event as never);
        const seen = trial.events.find(isIt);
        if (seen) return resolve(seen);
        run.onEvent(event => {
          if (isIt(event)) resolve(event);
          else if (event.type === 'ended')
            reject(new Error(`ended without "${type}": ${JSON.stringify(run.state.error)}`));
        });
      }),
  };
  run.onEvent(event => trial.events.push(event));
  run.onOutput((stream, text) => {
    if (isOutputKept) trial.output[stream] += text;
  });
  return trial;
}

/** Runs one program, `train.ts` unless `files` names another first, to its end. */
export async function runToEnd(
  files: Record<string, string>,
  request: Partial<RunRequest> = {},
): Promise<Trial & { state: RunState; folder: string }> {
  const folder = makeProject(files);
  const trial = start(folder, Object.keys(files)[0]!, request);
  const state = await trial.run.stopped;
  return { ...trial, state, folder };
}

/** Lines of a program that has built and compiled a model, `m`, and has data, `x` and `y`. Four lines. */
export const smallModel = `import * as tf from '@tensorflow/tfjs';
const m = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3], activation: 'tanh' }), tf.layers.dense({ units: 1 })] });
m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const x = tf.randomNormal([64, 3]), y = tf.randomNormal([64, 1]);
`;
