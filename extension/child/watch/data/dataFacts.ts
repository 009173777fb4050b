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
import { sharedRows } from './sharedRows';
import { targetKind } from './targetKind';
import { sampleOf, valuesPerExample, type Values } from './tensorSample';

/** What is looked at, at most. Targets are small: all of them, as far as their values go. */
const maxExamples = 2000;
const maxValues = 4e6;
/** Of the comparison of the training set with the validation set. */
const maxRows = 20_000;
const maxRowBytes = 64 * 2 ** 20;

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
      isInteger: values.length > 0 && values.every(Number.isInteger),
      featureSpread: featureSpread(values, shape),
    })),
  };
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
  const bytes = 4 * inputs.reduce((n, g) => n + valuesPerExample(g), 0);
  const rows = Math.max(2, Math.min(maxRows, Math.floor(maxRowBytes / Math.max(1, bytes))));
  const count = Math.min(...validation.map(g => g.count));
  // most of the room is the training set's: what is not looked at there cannot be found
  const asked = Math.min(count, Math.max(1, Math.floor(rows / 5)));
  const read = (list: readonly GivenTensor[], limit: number) => list.map(given => sampleOf(tensorflow, given, limit));
  return { examples: asked, duplicates: sharedRows(read(inputs, rows - asked), read(validation, asked)) };
}

/** Integers that are float32 values too go through the quicker kernel. */
function figuresOf(values: Values): Summary {
  let isExact = true;
  for (let i = 0; isExact && values instanceof Int32Array && i < values.length; i++)
    isExact = Math.abs(values[i]!) <= 2 ** 24;
  return withoutBuckets(summarize(values instanceof Int32Array && isExact ? new Float32Array(values) : values));
}
