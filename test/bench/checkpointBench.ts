// What a checkpoint costs the training thread: collecting it and handing it over, against one copy in memory of the same bytes.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import type * as tfjs from '@tensorflow/tfjs';
import type { CheckpointContent, TensorData } from '../../extension/core/runs/checkpointContent';
import { CheckpointCollector } from '../../extension/child/watch/checkpoints/checkpointCollector';
import { SharedMemory } from '../../extension/child/watch/checkpoints/sharedMemory';
import { TensorCopies } from '../../extension/child/watch/checkpoints/tensorData';
import type { ModelRegistry } from '../../extension/child/watch/models/modelRegistry';
import type { EngineLike, ModelLike, OptimizerLike } from '../../extension/child/watch/tfjsInternals';
import { median, milliseconds, ratio, type BenchTable } from './benchTable';

/** Not hoisted: each is loaded where it is needed. */
const load = createRequire(__filename);
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const rounds = 15;
const goal = 1.2;
/** Weights of a layer; with Adam's moments a checkpoint of about 100 MB. */
const units = 1450;
const layerCount = 4;

/** TensorFlow.js by the name of what computes: WebAssembly here, native where it is installed. */
async function backends(): Promise<[string, typeof tfjs][]> {
  const wasm = load('@tensorflow/tfjs') as typeof tfjs;
  load('@tensorflow/tfjs-backend-wasm');
  await wasm.setBackend('wasm');
  const native = path.join(
    process.env.LAYERGLASS_NATIVE ?? path.join(__dirname, '../../.vscode-test/native'),
    'node_modules/@tensorflow/tfjs-node',
  );
  if (!fs.existsSync(native)) return [['WebAssembly', wasm]];
  return [
    ['WebAssembly', wasm],
    ['native', load(native) as typeof tfjs],
  ];
}

async function trainedModel(tf: typeof tfjs): Promise<tfjs.LayersModel> {
  const model = tf.sequential();
  for (let i = 0; i < layerCount; i++) model.add(tf.layers.dense({ units, inputShape: [units] }));
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  await model.fit(tf.ones([1, units]), tf.ones([1, units]), { epochs: 1, verbose: 0 });
  return model;
}

function collectorOf(tf: typeof tfjs, model: tfjs.LayersModel): CheckpointCollector {
  const random = { state: () => ({ seed: 1, state: [1, 2, 3, 4] }) };
  // the thread that gets them has read the last one by then
  const copies = new TensorCopies(tf.engine() as unknown as EngineLike, new SharedMemory(() => true));
  const entry = { name: 'net', model: model as unknown as ModelLike, rows: () => [], variables: () => [] };
  // of the registry a collector asks only this
  const registry = { topModels: () => [], announce: () => entry, announced: [entry] } as unknown as ModelRegistry;
  const collector = new CheckpointCollector(registry, random, () => {}, copies);
  collector.trainedWith(model.optimizer as unknown as OptimizerLike);
  return collector;
}

function tensorsOf(content: CheckpointContent): TensorData[] {
  const fields = content.optimizers.flatMap(o => o.fields);
  const slots = fields.flatMap(f => (f.kind === 'variables' ? f.variables.map(x => x.tensor) : []));
  return [...content.models.flatMap(m => m.weights), ...slots];
}

/** What is let go is freed when this resolves. */
async function collectGarbage(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await new Promise(resolve => setTimeout(resolve, 20));
    gc();
  }
}

/** CPU milliseconds of this process; the thread that gets the checkpoints does nothing with them. */
function timed(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export async function bench(): Promise<BenchTable[]> {
  const rows: BenchTable['rows'] = [];
  let isMet = true;
  for (const [name, tf] of await backends()) {
    const model = await trainedModel(tf);
    const collector = collectorOf(tf, model);
    const worker = new Worker('require("node:worker_threads").parentPort.on("message", () => {});', { eval: true });
    const moment = { fit: 0, epoch: 1, batch: 0, reason: 'epoch', metrics: {}, shuffle: null } as const;
    const take = (step: number): CheckpointContent => {
      const content = collector.collect({ ...moment, step });
      worker.postMessage(content);
      return content;
    };
    const source = tensorsOf(take(0)).map(t => Uint8Array.from(t.data));
    const bytes = source.reduce((sum, data) => sum + data.length, 0);
    const copying: number[] = [];
    const taking: number[] = [];
    for (let i = 1; i <= rounds; i++) {
      copying.push(timed(() => source.map(data => data.slice())));
      // else other threads free the copies while the checkpoint is taken
      await collectGarbage();
      taking.push(timed(() => take(i)));
      await collectGarbage();
    }
    await worker.terminate();
    const share = median(taking) / median(copying);
    isMet &&= share <= goal;
    rows.push(
      [`${name}: one copy of ${(bytes / 1e6).toFixed(0)} MB`, milliseconds(median(copying)), ''],
      [`${name}: a checkpoint of them, collected and handed over`, milliseconds(median(taking)), ratio(share)],
    );
    model.dispose();
  }
  return [
    {
      title: 'A checkpoint on the training thread',
      columns: ['', 'CPU time, median', 'ratio'],
      rows,
      goal: `at most ${goal} of one copy in memory, ${rounds} rounds`,
      isMet,
    },
  ];
}
