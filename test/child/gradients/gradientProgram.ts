// Runs every case of gradients.json on the backend that it is given, and prints a line of JSON for each.
import * as fs from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { drawValues, makeInput, worstDifference, type CaseResult, type GradientCase, type GradientFixture } from './gradientCase'; // prettier-ignore
import { LayerCase } from './layerCase';
import { operations } from './operations';

const fixture = JSON.parse(fs.readFileSync(process.env.GRADIENT_CASES ?? '', 'utf8')) as GradientFixture;

interface GradientConfig {
  gradFunc: (...args: unknown[]) => unknown;
}
const registry = (globalThis as unknown as { _tfGlobals: Map<string, Map<string, GradientConfig>> })._tfGlobals;
const gradients = registry.get('gradRegistry')!;
const met = new Set<string>();
for (const [name, config] of gradients) {
  const { gradFunc } = config;
  gradients.set(name, {
    ...config,
    gradFunc: (...args) => {
      met.add(name);
      return gradFunc(...args);
    },
  });
}

const backends = [...new Set([tf.getBackend(), 'cpu'])].map(name => tf.findBackend(name)).filter(Boolean);
const held = (): number[] => [tf.memory().numTensors, ...backends.map(backend => backend.numDataIds())];
const asJson = (n: number): number | string => (Number.isFinite(n) ? n : String(n));

function compare(result: CaseResult, test: GradientCase): void {
  const inputs = test.inputs.map((spec, i) => makeInput(tf, spec, i + 1));
  const layers = test.op === 'layers' ? new LayerCase(inputs, test.attrs as never) : null;
  try {
    const compute = (x: tf.Tensor[]): tf.Tensor =>
      tf.cast(layers ? layers.apply(x) : operations[test.op]!(x, test.attrs), 'float32');
    const y = compute(inputs);
    if (y.shape.join() !== test.yShape.join()) throw new Error(`shape ${y.shape.join()} for ${test.yShape.join()}`);
    result.forward = asJson(worstDifference(y.dataSync(), test.y));
    if (!test.grads.length) return;
    const upstream = tf.tensor(Float32Array.from(drawValues(y.size, fixture.upstreamSeed)), y.shape);
    const lossOf = (t: tf.Tensor): tf.Scalar => tf.sum(tf.mul(t, upstream));
    const places = test.inputs.flatMap((s, i) => ((s.dtype ?? 'float32') === 'float32' && !s.isFixed ? [i] : []));
    const ofInputs = (): tf.Tensor[] =>
      tf.grads((...x) => lossOf(compute(inputs.map((t, i) => x[places.indexOf(i)] ?? t))))(places.map(i => inputs[i]!));
    const grads = layers ? layers.gradients(lossOf) : ofInputs();
    if (grads.length !== test.grads.length) throw new Error(`${grads.length} gradients for ${test.grads.length}`);
    result.gradients = grads.map((g, i) => {
      const wanted = layers || inputs[places[i]!]!.shape.join() === g.shape.join();
      return asJson(wanted ? worstDifference(g.dataSync(), test.grads[i]!) : Infinity);
    });
  } finally {
    layers?.dispose();
  }
}

for (const test of fixture.cases) {
  const result: CaseResult = { name: test.name };
  const before = held();
  try {
    tf.tidy(() => compare(result, test));
  } catch (error) {
    result.failure = (error as Error).message;
  }
  const after = held();
  result.leftOver = after.map((n, i) => n - before[i]!);
  console.log(JSON.stringify(result));
}
console.log(JSON.stringify({ registered: [...gradients.keys()], met: [...met] }));
