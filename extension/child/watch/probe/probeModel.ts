import { mergeSummaries, withoutBuckets } from '../../../core/stats/mergeSummaries';
import { summarize } from '../../../core/stats/summarize';
import type { Summary } from '../../../protocol/summary';
import type { TensorFlow } from '../../tensorflow';
import type { CloseUpProbe } from '../closeUps/closeUpProbe';
import type { LayerRow } from '../models/layerRows';
import { valuesOf, type EngineLike, type LayerLike, type ModelLike, type Tensor } from '../tfjsInternals';
import { areDistributions } from '../data/targetKind';
import { outsideWrite } from './outsideWrites';
import { callModel, overrideCalls } from './overrideCalls';
import { tensorsOf, type ProbeBatch } from './probeBatch';
import { withoutTrace } from './withoutTrace';

export interface LayerProbe {
  preActivations: Summary[];
  activations: Summary[];
  activationGradients: Summary[];
}
/** What the model returns for the probe batch, one for each output. */
export interface OutputProbe {
  /** Without the batch. */
  shape: number[];
  /** Without buckets. */
  summary: Summary;
  sumsToOne: boolean;
}
/** More calls than this of one layer are shown as one. */
const maxCalls = 16;

/**
 * One forward pass of the batch, as in predicting: for each layer that is called, the summaries of what it returns and of
 * what its activation function takes, one for each call; `closeUp` sees the values too. The program cannot tell
 * (`withoutTrace`); throws what the model throws.
 */
export function probeActivations(
  tensorflow: TensorFlow,
  model: ModelLike,
  rows: readonly LayerRow[],
  batch: ProbeBatch,
  closeUp: CloseUpProbe,
): { layers: Map<LayerLike, LayerProbe>; outputs: OutputProbe[] } {
  const probes = new Map<LayerLike, LayerProbe>();
  const probeOf = (layer: LayerLike): LayerProbe => {
    let probe = probes.get(layer);
    if (!probe) probes.set(layer, (probe = { preActivations: [], activations: [], activationGradients: [] }));
    return probe;
  };
  const outputs: OutputProbe[] = [];
  const layers = rows.map(r => r.layer);
  for (const { layer, name } of rows) refuseOutsideWrite(layer.call, `the layer ${name}`);
  withoutTrace(tensorflow, [...layers, model], () => {
    const restore = overrideCalls(layers, {
      preActivation: (layer, value) => addSummary(probeOf(layer).preActivations, value),
      output: (layer, value) => {
        const first = firstOf(value);
        const values = addSummary(probeOf(layer).activations, first);
        if (values) closeUp.add(layer, values, first.shape);
        return value;
      },
    });
    try {
      for (const output of callModel(model, tensorsOf(tensorflow, batch.inputs))) outputs.push(outputProbe(output));
    } finally {
      restore();
    }
  });
  mergeCalls(rows, probes);
  return { layers: probes, outputs };
}

/**
 * The gradient of the batch's mean loss by each layer's output, added to `probes`: a zero is added to each output and the
 * loss differentiated by it. Outputs that are lists or not float32 are left out. Costs a backward pass.
 */
export function probeActivationGradients(
  tensorflow: TensorFlow,
  model: ModelLike,
  rows: readonly LayerRow[],
  batch: ProbeBatch,
  probes: Map<LayerLike, LayerProbe>,
): void {
  const { core } = tensorflow;
  const engine = core.engine() as unknown as EngineLike;
  const losses = (model.model ?? model).lossFunctions ?? [];
  if (!engine.gradients || !losses.length || batch.targets.length !== losses.length) return;
  for (const loss of losses) refuseOutsideWrite(loss, 'the loss function');
  const layers = rows.map(r => r.layer);
  const forward = (output: (layer: LayerLike, value: Tensor) => Tensor): Tensor[] => {
    const restore = overrideCalls(layers, {
      output: (layer, value) => {
        const isList = Array.isArray(value);
        const single = isList ? (value.length === 1 ? value[0]! : null) : value;
        if (single?.dtype !== 'float32') return value;
        return isList ? [output(layer, single)] : output(layer, single);
      },
    });
    try {
      return callModel(model, tensorsOf(tensorflow, batch.inputs));
    } finally {
      restore();
    }
  };
  withoutTrace(tensorflow, [...layers, model], () => {
    const zeros: { layer: LayerLike; zero: Tensor }[] = [];
    core.tidy(() => {
      forward((layer, value) => {
        zeros.push({ layer, zero: core.keep(core.zeros(value.shape)) });
        return value;
      });
    });
    try {
      const targets = tensorsOf(tensorflow, batch.targets);
      const { grads } = engine.gradients!(
        () => {
          let call = 0;
          const outputs = forward((_, value) => core.add(value, zeros[call++]!.zero));
          return outputs
            .map((output, i) => core.mean(losses[i]!(targets[i]!, output)))
            .reduce((sum, loss) => core.add(sum, loss));
        },
        zeros.map(z => z.zero),
        null,
        true,
      );
      grads.forEach((gradient, i) => {
        const probe = probes.get(zeros[i]!.layer);
        if (gradient && probe) addSummary(probe.activationGradients, gradient);
      });
    } finally {
      core.dispose(zeros.map(z => z.zero));
    }
  });
  mergeCalls(rows, probes);
}

/** A probe may not call what the program could tell by. */
function refuseOutsideWrite(f: (...args: never[]) => unknown, what: string): void {
  const name = outsideWrite(f);
  if (name !== null) throw new Error(`each call of ${what} changes "${name}", which is the program's own`);
}

const firstOf = (value: Tensor | Tensor[]): Tensor => (Array.isArray(value) ? value[0]! : value);

function outputProbe(output: Tensor): OutputProbe {
  const values = valuesOf(output) ?? new Float32Array(0);
  const shape = output.shape.slice(1);
  return { shape, summary: withoutBuckets(summarize(values)), sumsToOne: areDistributions(values, shape) };
}
function addSummary(list: Summary[], tensor: Tensor | undefined): ReturnType<typeof valuesOf> {
  const values = tensor ? valuesOf(tensor) : null;
  if (values) list.push(summarize(values));
  return values;
}
/** A layer that is called in each time step, or very often, is shown as called once. */
function mergeCalls(rows: readonly LayerRow[], probes: ReadonlyMap<LayerLike, LayerProbe>): void {
  for (const { layer, parent } of rows) {
    const probe = probes.get(layer);
    const most = parent?.layer.getClassName() === 'TimeDistributed' ? 1 : maxCalls;
    for (const kind of ['preActivations', 'activations', 'activationGradients'] as const)
      if (probe && probe[kind].length > most) probe[kind] = [mergeSummaries(probe[kind])];
  }
}
