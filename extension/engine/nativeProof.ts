import * as path from 'node:path';
import { runCommand, type CommandResult } from './nativeCommand';

/** One step of training, a forward pass and a file: what a program needs most. Runs by `node -e`, so it imports nothing of ours. */
const proofSource = `
const util = require('util');
util.isNullOrUndefined ??= v => v === null || v === undefined;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
(async () => {
  if (tf.getBackend() !== 'tensorflow') throw new Error('its backend is ' + tf.getBackend());
  const model = tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 3, activation: 'relu' }), tf.layers.flatten(), tf.layers.dense({ units: 1 })] });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const { history } = await model.fit(tf.ones([4, 8, 8, 1]), tf.ones([4, 1]), { epochs: 1, verbose: 0 });
  if (!Number.isFinite(history.loss[0])) throw new Error('its loss is ' + history.loss[0]);
  console.log('\\nTensorFlow=' + tf.backend().binding.TF_Version);
})().catch(error => { console.error(error); process.exit(1); });
`;

/** Tries the installation in `folder` in a process of its own: a bad library would end ours. */
export function tryInstallation(folder: string, signal?: AbortSignal): Promise<CommandResult> {
  const environment = {
    ...process.env,
    TF_CPP_MIN_LOG_LEVEL: '1',
    ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
  };
  delete (environment as NodeJS.ProcessEnv).NODE_OPTIONS;
  const nodePackage = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  return runCommand(process.execPath, ['-e', proofSource, nodePackage], { environment, signal, timeoutMs: 120_000 });
}

/** TensorFlow's version, from the output of a proof that succeeded. */
export const versionIn = (proof: CommandResult): string => /^TensorFlow=(.*)$/m.exec(proof.output)?.[1] ?? '';
