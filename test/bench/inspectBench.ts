// Inspect Model on a network of 50 layers with weights, from the command until its first snapshot can be drawn.
import * as path from 'node:path';
import { findNativeFolder } from '../../extension/engine/nativeFolder';
import { startRun } from '../../extension/engine/startRun';
import { median, milliseconds, quantile, type BenchTable } from './benchTable';

const program = path.join(__dirname, 'programs/deep.ts');
const rounds = 7;

interface Inspection {
  firstPictureMs: number;
  backend: string;
  layers: number;
}

async function inspect(nativeFolder: string | null): Promise<Inspection> {
  const start = performance.now();
  const run = startRun({
    ...{ program, mode: 'inspect', arguments: [], folder: null, environment: {}, runsFolder: null },
    ...{ fallbackRunsFolder: null, nodePath: null, backend: nativeFolder ? 'native' : 'wasm', tensorflowPath: null },
    ...{ nativeFolder, seed: 1, epochs: null, watch: true, settings: {} },
  });
  let firstPictureMs = 0;
  let layers = 0;
  run.onEvent(event => {
    if (event.type !== 'snapshot' || firstPictureMs) return;
    firstPictureMs = performance.now() - start;
    layers = event.snapshot.layers.filter(l => Object.keys(l.weights).length && l.preActivations.length).length;
  });
  const state = await run.stopped;
  await run.dispose();
  if (!firstPictureMs) throw new Error(`no snapshot: ${state.error?.message ?? state.status}`);
  return { firstPictureMs, backend: `${state.backend?.name} ${state.backend?.version}`, layers };
}

export async function bench(): Promise<BenchTable[]> {
  const nativeFolder = findNativeFolder();
  const inspections: Inspection[] = [];
  for (let i = 0; i < rounds; i++) inspections.push(await inspect(nativeFolder));
  const times = inspections.map(i => i.firstPictureMs);
  const { backend, layers } = inspections[0]!;
  return [
    {
      title: 'Inspect Model, 50 layers, batch 32',
      columns: ['backend', 'layers with pre-activations', 'median', 'slowest', 'rounds'],
      rows: [[backend, layers, milliseconds(median(times)), milliseconds(quantile(times, 1)), rounds]],
      goal: 'first picture after at most 3 s on the native backend',
      isMet: nativeFolder !== null && median(times) <= 3000,
    },
  ];
}
