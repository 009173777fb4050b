// The same program from the same seed on native TensorFlow and on WebAssembly: the same losses, but for rounding.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { nativeFolder } from './support/backends';
import { cleanUp, makeProject, start } from './support/trial';

const root = path.join(import.meta.dirname, '../..');
const comparedSteps = 20;
/** Of programs whose steps are long. */
const fewSteps = 5;
/** Relative to the larger of the two. */
const tolerance = 1e-3;

/** A program and what it is given. */
const programs: [file: string, ...parameters: string[]][] = [
  ...['sequential.ts', 'functional.ts', 'gan.ts', 'customLoop.js', 'valueIteration.ts'],
  ...['dataset.ts', 'recurrent.ts', 'exploding.ts', 'policyGradient.mjs'],
].map(name => [`test/child/programs/${name}`] as [string]);
programs.push(
  ['samples/digits/train.ts'],
  ['samples/functional/train.ts'],
  ['test/bench/programs/networks.ts', 'lstm', '320', '2'],
  ['test/bench/programs/networks.ts', 'vgg', '32', '2'],
);
const stepsOf = (file: string, [network]: string[]): number =>
  network === 'lstm' || /digits|recurrent/.test(file) ? fewSteps : comparedSteps;

/**
 * Notes each value that is differentiated, whoever asks (fit, minimize, variableGrads, grads), before the program is loaded,
 * and prints the first of them at the end.
 */
const lossRecorder = (steps: number) => `import * as tf from '@tensorflow/tfjs';
const losses: number[][] = [];
const engine = tf.engine() as any;
const gradients = engine.gradients;
// JSON has no NaN
const report = () => console.log('losses ' + JSON.stringify(losses.map(values => values.map(String))));
process.on('exit', report);
engine.gradients = function (...args: unknown[]) {
  const result = gradients.apply(this, args);
  losses.push(Array.from(result.value.dataSync()).map(Number));
  if (losses.length === ${steps}) process.exit(0);
  return result;
};
`;

async function lossesOn(backend: 'wasm' | 'native', file: string, parameters: string[]): Promise<number[][]> {
  const entry = `import './record';\nimport ${JSON.stringify(path.join(root, file))};\n`;
  const folder = makeProject({ 'train.ts': entry, 'record.ts': lossRecorder(stepsOf(file, parameters)) });
  const { run, output } = start(folder, 'train.ts', {
    ...{ backend, nativeFolder, seed: 21, watch: false, arguments: parameters, folder: root },
    epochs: file.startsWith('samples/') ? 1 : null,
  });
  const state = await run.stopped;
  assert.equal(state.status, 'completed', `${file}: ${state.error?.message} ${output.stderr}`);
  const line = /^losses (.*)$/m.exec(output.stdout);
  assert.ok(line, `${file} printed no losses: ${output.stdout}`);
  return (JSON.parse(line[1]!) as string[][]).map(values => values.map(Number));
}

const reason = process.env.LAYERGLASS_NATIVE_MISSING || 'LAYERGLASS_NATIVE names no folder';
(nativeFolder ? describe : describe.skip)(
  `native TensorFlow and WebAssembly train alike${nativeFolder ? '' : ` (${reason})`}`,
  () => {
    afterEach(cleanUp);
    for (const [file, ...parameters] of programs)
      it(`${[file, ...parameters].join(' ')}: losses of the first ${stepsOf(file, parameters)} steps`, async () => {
        const native = await lossesOn('native', file, parameters);
        const wasm = await lossesOn('wasm', file, parameters);
        assert.ok(native.length > 0);
        assert.deepEqual(wasm.map(l => l.length), native.map(l => l.length)); // prettier-ignore
        native.forEach((losses, step) =>
          losses.forEach((loss, i) => {
            const other = wasm[step]![i]!;
            if (!Number.isFinite(loss) && !Number.isFinite(other)) return;
            const difference = Math.abs(loss - other) / Math.max(Math.abs(loss), Math.abs(other), 1e-7);
            assert.ok(difference <= tolerance, `step ${step + 1}: native ${loss}, WebAssembly ${other}`);
          }),
        );
      });
  },
);
