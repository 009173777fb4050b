import { mergeSummaries } from '../../core/stats/mergeSummaries';
import { summarize } from '../../core/stats/summarize';
import { LayerglassError } from '../../protocol/errors';
import type { FileActivation } from '../../protocol/fileRun';
import type { Summary } from '../../protocol/summary';
import type { TensorFlow } from '../tensorflow';
import { MapProbe } from '../watch/closeUps/mapProbe';
import { isModel, type LayerRow } from '../watch/models/layerRows';
import { messageOf } from '../watch/probe/probeProblems';
import type { HeldTensor } from '../watch/probe/probeBatch';
import { valuesOf, type LayerLike, type Tensor } from '../watch/tfjsInternals';
import type { LoadedModel } from './loadedModel';

/** What one output is for all examples, in their order. */
export interface OutputValues {
  /** Without the batch. */
  shape: number[];
  values: (Float32Array | Int32Array | Uint8Array)[];
}
export interface ForwardPasses {
  outputs: OutputValues[];
  layers: FileActivation[];
}

/** So many examples go through the model at once. */
const chunkExamples = 16;
const maxValues = 256;

/** Feeds the model with all examples, some at a time. Throws LayerglassError `model-failed`. @param pause told how many are done */
export async function forwardPasses(
  tensorflow: TensorFlow,
  model: LoadedModel,
  inputs: readonly HeldTensor[],
  pause: (done: number) => Promise<void>,
): Promise<ForwardPasses> {
  const examples = inputs[0]?.shape[0] ?? 0;
  const fixed = model.inputs.map(input => input.shape[0]).find(n => typeof n === 'number' && n > 0) ?? null;
  const size = fixed ?? chunkExamples;
  const outputs: OutputValues[] = [];
  const seen = new LayersSeen(model.rows);
  for (let first = 0; first < examples; first += size) {
    const taken = Math.min(size, examples - first);
    // a model with a fixed batch is given its last example again and again
    const fed = fixed ?? taken;
    const tensors = inputs.map(input => chunkOf(tensorflow, input, first, taken, fed));
    let returned: Tensor[] = [];
    try {
      seen.begin(fed, taken, first === 0);
      returned = await model.run(tensors, (layer, value) => seen.add(layer, value));
      returned.forEach((tensor, i) => addOutput((outputs[i] ??= { shape: [], values: [] }), tensor, taken, fed));
    } catch (error) {
      throw error instanceof LayerglassError ? error : failed(error);
    } finally {
      for (const tensor of [...tensors, ...returned]) if (!tensor.isDisposed) tensor.dispose();
    }
    await pause(first + taken);
  }
  return { outputs, layers: seen.activations() };
}

const failed = (error: unknown): LayerglassError =>
  new LayerglassError('model-failed', `The model cannot be computed: ${messageOf(error)}`, {
    cause: error,
    remedy: 'See whether the input is what it was trained on.',
  });

function chunkOf({ core }: TensorFlow, input: HeldTensor, first: number, taken: number, fed: number): Tensor {
  const { shape, dtype, values } = input;
  const each = values.length / shape[0]!;
  const part = values.slice(first * each, (first + taken) * each);
  if (taken === fed) return core.tensor(part, [taken, ...shape.slice(1)], dtype);
  const all = new (values.constructor as Float32ArrayConstructor)(fed * each);
  for (let i = 0; i < fed; i++) {
    const from = Math.min(i, taken - 1) * each;
    all.set(part.subarray(from, from + each) as Float32Array, i * each);
  }
  return core.tensor(all, [fed, ...shape.slice(1)], dtype);
}

function addOutput(output: OutputValues, tensor: Tensor, taken: number, fed: number): void {
  const values = valuesOf(tensor);
  // an output without a batch is that of all examples
  const hasBatch = tensor.shape[0] === fed;
  output.shape = hasBatch ? tensor.shape.slice(1) : tensor.shape.slice();
  const each = values ? (hasBatch ? values.length / fed : values.length) : 0;
  for (let i = 0; i < taken; i++) {
    const from = hasBatch ? i * each : 0;
    output.values.push(values ? values.slice(from, from + each) : new Float32Array(0));
  }
}

/** What the layers have returned, over all passes. */
class LayersSeen {
  private readonly summaries = new Map<LayerLike, Summary[]>();
  private readonly firsts = new Map<LayerLike, { shape: number[]; values: number[] | null }>();
  private readonly names: ReadonlyMap<LayerLike, string>;
  private maps: MapProbe | null = null;
  private fed = 1;
  private taken = 1;
  private isFirst = false;

  constructor(private readonly rows: readonly LayerRow[]) {
    this.names = new Map(rows.map(row => [row.layer, row.name]));
  }

  begin(fed: number, taken: number, isFirst: boolean): void {
    Object.assign(this, { fed, taken, isFirst });
    if (isFirst) this.maps = new MapProbe(this.rows, [0], fed, isPictured);
  }

  add(layer: LayerLike, value: Tensor): void {
    if (!this.names.has(layer)) return;
    const values = valuesOf(value);
    if (!values) return;
    const { shape } = value;
    const each = values.length / (shape[0] || 1);
    const own = shape[0] === this.fed ? values.subarray(0, this.taken * each) : values;
    const summaries = this.summaries.get(layer) ?? [];
    this.summaries.set(layer, summaries);
    summaries.push(summarize(own));
    // many passes, or many time steps
    if (summaries.length >= 64) summaries.splice(0, summaries.length, mergeSummaries(summaries));
    if (!this.isFirst) return;
    this.maps?.add(layer, values, shape);
    if (this.firsts.has(layer)) return;
    const isFlat = shape.length <= 2 && shape[0] === this.fed;
    this.firsts.set(layer, {
      shape: shape.slice(),
      values: isFlat ? [...values.subarray(0, Math.min(each, maxValues))] : null,
    });
  }

  /** In the order in which they were first called. */
  activations(): FileActivation[] {
    return [...this.firsts].map(([layer, { shape, values }]) => {
      const maps = this.maps?.of(layer) ?? null;
      return {
        name: this.names.get(layer)!,
        className: layer.getClassName(),
        outputShape: [null, ...shape.slice(1)],
        summary: mergeSummaries(this.summaries.get(layer) ?? []),
        maps,
        values: maps ? null : values,
      };
    });
  }
}

/** All that may return images or sequences: the probe sees by the shape whether it does. */
const isPictured = (layer: LayerLike): boolean => !isModel(layer);
