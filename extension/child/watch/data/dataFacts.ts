import { withoutBuckets } from '../../../core/stats/mergeSummaries';
import { summarize } from '../../../core/stats/summarize';
import type { DataFacts } from '../../../protocol/dataFacts';
import type { Summary } from '../../../protocol/summary';
import type { TensorFlow } from '../../tensorflow';
import type { WatchedModel } from '../models/modelRegistry';
import type { OutputProbe } from '../probe/probeActivations';
import { featureSpread } from './featureSpread';
import type { GivenData, GivenTensor } from './givenData';
import { outputFacts } from './outputFacts';
import { SharedRows } from './sharedRows';
import { targetKind } from './targetKind';
import { sampleOf, valuesPerExample, type Values } from './tensorSample';

/** What is looked at, at most. Targets are small: all of them, as far as their values go. */
const maxExamples = 1000;
const maxValues = 4e6;
/** Of the comparison with the validation set: examples that are asked for, and bytes of the training set. */
const maxAsked = 4000;
const maxAskedBytes = 16 * 2 ** 20;
const maxComparedBytes = 256 * 2 ** 20;
const partBytes = 4 * 2 ** 20;

/** What a fit or loop learns from and what its model predicts before the first step. Reads bounded parts of the tensors. */
export function dataFacts(
  tensorflow: TensorFlow,
  fit: number,
  entry: WatchedModel,
  given: GivenData | null,
  probes: readonly OutputProbe[],
  hasLoss: boolean,
): DataFacts | null {
  const { model, name } = entry;
  if (!model) return null;
  let facts: DataFacts | null = null;
  tensorflow.core.tidy(() => {
    facts = {
      fit,
      model: name,
      ...inputFacts(tensorflow, given?.inputs ?? []),
      total: given?.total ?? null,
      targets: (given?.targets ?? []).map((target, i) =>
        targetFacts(tensorflow, target, model.outputs?.[i]?.shape.length),
      ),
      outputs: outputFacts(model, entry.rows(), probes, hasLoss),
      validation: given?.validation?.length ? validationFacts(tensorflow, given.inputs, given.validation) : null,
      ...(given?.isWeighted && { isWeighted: true }),
    };
  });
  return facts;
}

function inputFacts(tensorflow: TensorFlow, inputs: readonly GivenTensor[]): Pick<DataFacts, 'examples' | 'inputs'> {
  const perExample = inputs.reduce((n, g) => n + valuesPerExample(g), 0);
  const limit = Math.max(1, Math.min(maxExamples, Math.floor(maxValues / Math.max(1, perExample))));
  const samples = inputs.map(given => sampleOf(tensorflow, given, limit));
  return {
    examples: samples.length ? Math.min(...samples.map(s => s.examples)) : 0,
    inputs: samples.map(({ name, shape, dtype, values }) => ({
      name,
      shape,
      dtype,
      summary: figuresOf(values),
      isInteger: values.length > 0 && isAllIntegers(values),
      featureSpread: featureSpread(values, shape),
    })),
  };
}

/** A plain loop: `every` with a function takes ten times as long. */
function isAllIntegers(values: Values): boolean {
  if (!(values instanceof Float32Array)) return true;
  for (let i = 0; i < values.length; i++) if (!Number.isInteger(values[i]!)) return false;
  return true;
}

function targetFacts(
  tensorflow: TensorFlow,
  target: GivenTensor,
  outputRank: number | undefined,
): DataFacts['targets'][number] {
  const limit = Math.max(1, Math.floor(maxValues / Math.max(1, valuesPerExample(target))));
  const { name, shape, dtype, values } = sampleOf(tensorflow, target, limit);
  const isIndexed = outputRank !== undefined && outputRank - 1 > shape.length;
  return { name, shape, dtype, summary: figuresOf(values), ...targetKind(values, shape, isIndexed) };
}

function validationFacts(
  tensorflow: TensorFlow,
  inputs: readonly GivenTensor[],
  validation: readonly GivenTensor[],
): DataFacts['validation'] {
  const bytes = Math.max(1, 4 * inputs.reduce((n, g) => n + valuesPerExample(g), 0));
  const asked = Math.max(1, Math.min(maxAsked, Math.floor(maxAskedBytes / bytes)));
  const samples = validation.map(given => sampleOf(tensorflow, given, asked));
  const shared = new SharedRows(samples);
  // 1. all of the training set in parts; of a large one every second, third, … of them
  const count = Math.min(...inputs.map(g => g.count));
  const rows = Math.max(1, Math.floor(partBytes / bytes));
  const every = Math.max(1, Math.ceil((count * bytes) / maxComparedBytes));
  let compared = 0;
  for (let row = 0; row < count; row += rows * every) {
    const length = Math.min(rows, count - row);
    compared += length;
    // 2. each part is let go before the next one is read
    tensorflow.core.tidy(() =>
      shared.see(inputs.map(g => sampleOf(tensorflow, { ...g, from: g.from + row, count: length }, length))),
    );
  }
  return { examples: Math.min(...samples.map(s => s.examples)), duplicates: shared.count, compared };
}

/** Integers that are float32 values too go through the quicker kernel. */
function figuresOf(values: Values): Summary {
  let isExact = true;
  for (let i = 0; isExact && values instanceof Int32Array && i < values.length; i++)
    isExact = Math.abs(values[i]!) <= 2 ** 24;
  return withoutBuckets(summarize(values instanceof Int32Array && isExact ? new Float32Array(values) : values));
}
