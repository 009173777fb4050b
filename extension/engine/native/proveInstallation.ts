import * as path from 'node:path';
import { loadFailure, type LoadFailure } from '../../core/packages/loadFailure';
import { childEnvironment } from '../launch/childEnvironment';
import { runCommand } from './runCommand';

/** One step of training and a forward pass: what a program needs most. Runs by `node -e`, so it imports nothing of ours. */
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
const proofTimeoutMs = 120_000;

export type Proof = { works: true; tensorflowVersion: string } | ({ works: false } & LoadFailure);

/**
 * Tries the installation in `folder` in a process of its own: a bad library would end ours. Where an editor's own runtime
 * does not load it, Node on the path is tried, as for a run. Of two failures the first is told.
 */
export async function proveInstallation(folder: string, signal?: AbortSignal): Promise<Proof> {
  const first = await proveWith(process.execPath, folder, signal);
  if (first.works || !process.versions.electron || signal?.aborted) return first;
  const second = await proveWith('node', folder, signal);
  return second.works ? second : first;
}

async function proveWith(runtime: string, folder: string, signal: AbortSignal | undefined): Promise<Proof> {
  const environment = childEnvironment(process.env, { TF_CPP_MIN_LOG_LEVEL: '1' }, false);
  delete environment.NODE_OPTIONS;
  const nodePackage = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  const result = await runCommand(runtime, ['-e', proofSource, nodePackage], {
    environment,
    signal,
    timeoutMs: proofTimeoutMs,
  });
  if (result.isStalled)
    return { works: false, kind: 'other', why: `it did not compute within ${proofTimeoutMs / 1000} s` };
  const version = /^TensorFlow=(.*)$/m.exec(result.output)?.[1];
  if (result.code === 0 && version !== undefined) return { works: true, tensorflowVersion: version };
  return { works: false, ...loadFailure(result) };
}
