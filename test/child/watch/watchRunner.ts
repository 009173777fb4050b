// Runs in a child: loads TensorFlow.js, watches, runs a bundle, and writes down all that the sink was told.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import * as v8 from 'node:v8';
import type { TensorFlow } from '../../../extension/child/tensorflow';
import type { RunSink } from '../../../extension/child/runSink';
import { RandomSources } from '../../../extension/child/random/randomSources';
import { installWasmKernels } from '../../../extension/child/backend/wasm/installWasmKernels';
import { overrideEpochs } from '../../../extension/child/process/overrideEpochs';
import { watchProgram } from '../../../extension/child/watch/watchProgram';
import type { LaunchSpec } from '../../../extension/protocol/runner';
import type { RunnerRequest, WatchedRun } from './runWatched';

const request = JSON.parse(process.env.WATCH_REQUEST!) as RunnerRequest;
const require = createRequire(request.spec.program);
const spec: LaunchSpec = request.spec;

const log: WatchedRun = {
  events: [],
  models: [],
  fits: [],
  fitsEnded: [],
  steps: [],
  epochs: [],
  snapshots: [],
  closeUps: [],
  checkpoints: [],
  data: [],
  findings: [],
  initializers: [],
  notices: [],
  ended: null,
  isEmpty: null,
  gates: 0,
  stdout: '',
  stderr: '',
  exitCode: 0,
};
const add = <T>(list: T[], item: T, event: string): void => {
  list.push(structuredClone(item));
  log.events.push(event);
};
const isStopping = (): boolean => ++log.gates === request.stopAtGate;
const sink: RunSink = {
  model: m => add(log.models, m, `model ${m.name}`),
  fit: f => add(log.fits, f, `fit ${f.index}`),
  fitEnded: i => add(log.fitsEnded, i, `fitEnded ${i}`),
  step: s => log.steps.push({ ...s }),
  epoch: e => add(log.epochs, e, `epoch ${e.epoch}`),
  snapshot: s => add(log.snapshots, s, `snapshot ${s.model} ${s.step}`),
  closeUp: c => log.closeUps.push(structuredClone(c)),
  hasWrittenCheckpoints: false,
  checkpoint: c => add(log.checkpoints, c, `checkpoint ${c.reason} ${c.step}`),
  data: d => add(log.data, d, `data ${d.model}`),
  finding: f => add(log.findings, f, `finding ${f.rule} ${f.layer ?? ''}`),
  initializers: c => add(log.initializers, c, `initializers ${c.model} ${c.runs.length}`),
  notice: n => add(log.notices, n, `notice ${n.code}`),
  gate: isStopping,
  gateAsync: async () => isStopping(),
  end: status => {
    log.ended = status;
    send();
    process.exit(0);
  },
};
function send(): void {
  fs.writeFileSync(request.resultFile, v8.serialize(log));
}

async function main(): Promise<void> {
  const random = new RandomSources(spec.seed, spec.isSeedGiven);
  random.install();
  const load = (name: string): never => require(name) as never;
  const tf: TensorFlow['tf'] = load('@tensorflow/tfjs');
  const core: TensorFlow['core'] = load('@tensorflow/tfjs-core');
  const layers: TensorFlow['layers'] = load('@tensorflow/tfjs-layers');
  if (request.backend === 'wasm') {
    load('@tensorflow/tfjs-backend-wasm');
    await tf.setBackend('wasm');
    installWasmKernels(core as never, notice => sink.notice(notice));
  } else await tf.setBackend('cpu');
  const backend = { name: request.backend, version: '', tfjsVersion: '', threads: 1, reason: '', advice: '' };
  const tensorflow = { tf, core, layers, backend };
  await random.installInTensorFlow(tf);
  if (spec.epochs !== null) overrideEpochs(tensorflow, spec.epochs);
  const watch = spec.watch ? watchProgram(tensorflow, sink, spec, random) : null;
  process.on('exit', () => {
    if (log.ended) return;
    log.isEmpty = watch?.finish().isEmpty ?? null;
    send();
  });
  if (spec.bundle.endsWith('.mjs')) await import(pathToFileURL(spec.bundle).href);
  else require(spec.bundle);
}
void main();
