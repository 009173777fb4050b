import { mergeSummaries } from '../../../core/stats/mergeSummaries';
import { summarize } from '../../../core/stats/summarize';
import type { Summary } from '../../../protocol/summary';
import type { TensorFlow } from '../../tensorflow';
import type { LayerRow } from '../models/layerRows';
import { outsideWrite } from '../probe/outsideWrites';
import { overrideCalls } from '../probe/overrideCalls';
import { tensorsOf, type ProbeBatch } from '../probe/probeBatch';
import { withoutTrace } from '../probe/withoutTrace';
import { valuesOf, type LayerLike, type ModelLike, type Tensor } from '../tfjsInternals';

export interface CandidateProbe {
  /** Of what each layer computes before its activation, else of what it returns; all calls together. */
  summaries: Map<LayerLike, Summary>;
  /** Mean loss of the batch, summed over the outputs; NaN and infinities as they are; null where the model has no loss. */
  loss: number | null;
}

/**
 * One forward pass of the batch with the weights as they are now. The program cannot tell; throws what the model throws.
 * @param shown the layers that are looked at, among all `rows` of the model
 * @param isTraining normalizations take the batch's own mean and variance
 */
export function probeCandidate(
  tensorflow: TensorFlow,
  model: ModelLike,
  {
    rows,
    shown,
    batch,
    isTraining,
  }: {
    rows: readonly LayerRow[];
    shown: readonly LayerLike[];
    batch: ProbeBatch;
    isTraining: boolean;
  },
): CandidateProbe {
  const { core } = tensorflow;
  for (const { layer, name } of rows) refuseOutsideWrite(layer.call, `the layer ${name}`);
  const losses = (model.model ?? model).lossFunctions ?? [];
  const hasLoss = losses.length > 0 && losses.length === batch.targets.length;
  if (hasLoss) for (const loss of losses) refuseOutsideWrite(loss, 'the loss function');

  const before = new Map<LayerLike, Summary[]>();
  const after = new Map<LayerLike, Summary[]>();
  const add = (to: typeof before, layer: LayerLike, tensor: Tensor | undefined): void => {
    const values = tensor && valuesOf(tensor);
    if (values) to.set(layer, [...(to.get(layer) ?? []), summarize(values)]);
  };
  let loss: number | null = null;
  withoutTrace(tensorflow, [...rows.map(r => r.layer), model], () => {
    const restore = overrideCalls(shown, {
      preActivation: (layer, value) => add(before, layer, value),
      output: (layer, value) => {
        if (!before.has(layer)) add(after, layer, Array.isArray(value) ? value[0] : value);
        return value;
      },
    });
    let outputs: Tensor[];
    try {
      const inputs = tensorsOf(tensorflow, batch.inputs);
      const target = model.model ?? model;
      const result = target.apply(inputs.length === 1 ? inputs[0]! : inputs, { training: isTraining });
      outputs = Array.isArray(result) ? result : [result];
    } finally {
      restore();
    }
    if (!hasLoss) return;
    const targets = tensorsOf(tensorflow, batch.targets);
    const means = outputs.map((output, i) => valuesOf(core.mean(losses[i]!(targets[i]!, output)))?.[0] ?? NaN);
    loss = means.reduce((sum, mean) => sum + mean, 0);
  });
  const summaries = new Map<LayerLike, Summary>();
  for (const layer of shown) {
    const calls = before.get(layer) ?? after.get(layer);
    if (calls) summaries.set(layer, mergeSummaries(calls));
  }
  return { summaries, loss };
}

/** A probe may not call what the program could tell by. */
function refuseOutsideWrite(f: (...args: never[]) => unknown, what: string): void {
  const name = outsideWrite(f);
  if (name !== null) throw new Error(`each call of ${what} changes "${name}", which is the program's own`);
}
