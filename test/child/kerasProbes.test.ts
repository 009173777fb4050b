// What Inspect Model shows of a network against what Keras computes within the same one: same weights, same inputs.
//
// A probe is a look as in predicting: activations, pre-activations and gradients of activations are of a pass without dropout
// and with moving averages, the gradients those of that pass's loss. Gradients of weights are the training's own, of its first
// step: with dropout, with the batch's averages, with what regularizers add. Both losses are means over the batch.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readSnapshots } from '../../extension/core/runs/readSnapshot';
import { percentile } from '../../extension/core/stats/percentile';
import type { LayerSnapshot } from '../../extension/protocol/run';
import type { Summary } from '../../extension/protocol/summary';
import { onEachBackend } from './support/backends';
import { cleanUp, start } from './support/trial';

type Expected = Omit<Summary, 'buckets'> & {
  /** Shares, the values that the lower and the higher of the two nearest ranks have. */
  quantiles: [number[], (number | null)[], (number | null)[]];
};
interface ExpectedLayer {
  weights: Record<string, Expected>;
  weightGradients: Record<string, Expected>;
  preActivations: Expected[];
  activations: Expected[];
  /** null: the loss does not depend on it. */
  activationGradients: (Expected | null)[];
}
interface ProbeCase {
  name: string;
  hasRandomGradients: boolean;
  layers: Record<string, ExpectedLayer>;
}

const programs = path.join(import.meta.dirname, 'programs');
const fixture = path.join(import.meta.dirname, '../fixtures/keras-probes/probes.json');
const { tensorflow, cases } = JSON.parse(fs.readFileSync(fixture, 'utf8')) as {
  tensorflow: string;
  cases: ProbeCase[];
};

/** Relative to a figure, or, where it is the small rest of larger ones, to the largest value. */
const tolerance = 1e-5;
/** A bucket is 1/128 of its values' magnitude wide. */
const bucketWidth = 2 ** -7;

/** Says how a summary differs from what it should be; null where it does not. */
function differenceOf(actual: Summary | undefined, expected: Expected): string | null {
  if (!actual) return 'is missing';
  for (const name of ['count', 'zeros', 'nan', 'posInf', 'negInf'] as const)
    if (actual[name] !== expected[name]) return `${name} is ${actual[name]}, not ${expected[name]}`;
  const largest = Math.max(Math.abs(expected.min ?? 0), Math.abs(expected.max ?? 0));
  for (const name of ['min', 'max', 'mean', 'std'] as const) {
    const [a, e] = [actual[name], expected[name]];
    if (a === null || e === null ? a !== e : Math.abs(a - e) > tolerance * Math.max(Math.abs(e), largest))
      return `${name} is ${a}, not ${e}`;
  }
  const [shares, lower, higher] = expected.quantiles;
  for (const [i, share] of shares.entries()) {
    const [value, low, high] = [percentile(actual, share), lower[i]!, higher[i]!];
    if (value === null || low === null || high === null) {
      if (value !== low) return `the ${share} percentile is ${value}, not ${low}`;
      continue;
    }
    const room = (edge: number) => bucketWidth * Math.abs(edge) + tolerance * largest;
    if (value < low - room(low) || value > high + room(high))
      return `the ${share} percentile is ${value}, not within ${low} and ${high}`;
  }
  return null;
}

/** Differences of a layer, each with where it is. */
function differencesOf(
  actual: LayerSnapshot | undefined,
  expected: ExpectedLayer,
  hasRandomGradients: boolean,
): string[] {
  const found: string[] = [];
  const compare = (what: string, summary: Summary | undefined, wanted: Expected): void => {
    const difference = differenceOf(summary, wanted);
    if (difference) found.push(`${what} ${difference}`);
  };
  if (!actual) return ['the layer is missing'];
  for (const [name, wanted] of Object.entries(expected.weights)) compare(name, actual.weights[name], wanted);
  for (const [name, wanted] of Object.entries(expected.weightGradients)) {
    const gradient: Summary | undefined = actual.weightGradients[name];
    if (hasRandomGradients) assert.equal(gradient?.count, wanted.count);
    else compare(`gradient of ${name}`, gradient, wanted);
  }
  // what Keras does not train has no gradients
  for (const name of Object.keys(actual.weightGradients))
    if (name in expected.weights && !(name in expected.weightGradients)) found.push(`${name} has a gradient`);
  return [...found, ...callDifferences(actual, expected)];
}

const callKinds = ['preActivations', 'activations', 'activationGradients'] as const;

/**
 * Of what there is for each call. TensorFlow.js calls a shared layer in an order of its own, so each order is tried, the same one
 * for all kinds; differences are those of Keras's order.
 */
function callDifferences(actual: LayerSnapshot, expected: ExpectedLayer): string[] {
  const counts = callKinds.filter(kind => actual[kind].length !== expected[kind].length);
  if (counts.length) return counts.map(kind => `${actual[kind].length} ${kind}, not ${expected[kind].length}`);
  const inOrder = (order: number[]): string[] =>
    callKinds.flatMap(kind =>
      expected[kind].flatMap((wanted, i) => {
        // what the loss does not depend on has no gradient there; here it has one that is all zero
        const summary = actual[kind][order[i]!];
        const difference = wanted
          ? differenceOf(summary, wanted)
          : summary?.count === summary?.zeros
            ? null
            : 'is there';
        return difference ? [`${kind} of call ${i + 1} ${difference}`] : [];
      }),
    );
  const orders = permutations(expected.activations.map((_, i) => i));
  return orders.some(order => !inOrder(order).length) ? [] : inOrder(orders[0]!);
}

/** The order given comes first. */
function permutations(list: number[]): number[][] {
  if (list.length < 2) return [list];
  return list.flatMap((first, i) => permutations(list.toSpliced(i, 1)).map(rest => [first, ...rest]));
}

/** How a probe looks is the same on each backend; gradients of native TensorFlow have an audit of their own. */
const onNative = ['convolution', 'batchNorm', 'lstm', 'shared', 'twoOutputs', 'notANumber'];

onEachBackend(`Within a network, against Keras (TensorFlow ${tensorflow})`, ({ name: backend, nativeFolder }) => {
  afterEach(cleanUp);
  if (backend === 'native')
    it.skip('dilated: native TensorFlow.js cannot train convolutions with dilation', () => undefined);
  const chosen = backend === 'native' ? cases.filter(c => onNative.includes(c.name)) : cases;
  for (const { name, layers, hasRandomGradients } of chosen)
    it(name, async () => {
      const request = { mode: 'inspect', backend, nativeFolder, folder: programs, arguments: [fixture, name] } as const;
      const trial = start(programs, 'kerasProbe.ts', { ...request, arguments: [...request.arguments] });
      const state = await trial.run.stopped;
      assert.equal(state.status, 'completed', state.error?.message);
      assert.equal(state.backend?.name, backend);
      const { snapshots } = readSnapshots(state.path!);
      assert.deepEqual(snapshots.map(s => [s.step, s.note]), [[0, null]]); // prettier-ignore
      const differences = Object.entries(layers).flatMap(([layer, expected]) =>
        differencesOf(
          snapshots[0]!.layers.find(l => l.name === layer),
          expected,
          hasRandomGradients,
        ).map(d => `${layer}: ${d}`),
      );
      assert.deepEqual(differences, []);
    });
});
