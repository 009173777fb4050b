import { summarize } from '../../../core/stats/summarize';
import type { TensorFlow } from '../../tensorflow';
import type { LayerRow } from '../models/layerRows';
import { valuesOf, type EngineLike, type LayerLike, type ModelLike, type Tensor } from '../tfjsInternals';
import { callModel, overrideCalls } from './overrideCalls';
import { mergeCalls, outsideWriteText, type LayerProbe } from './probeActivations';
import { tensorsOf, type ProbeBatch } from './probeBatch';
import { withoutTrace } from './withoutTrace';

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
  for (const loss of losses) {
    const reason = outsideWriteText(loss, 'the loss function');
    if (reason) throw new Error(reason);
  }
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
          const outputs = forward((layer, value) => {
            const known = zeros[call++];
            if (known?.layer !== layer) throw new Error('the model calls its layers differently each time');
            return core.add(value, known.zero);
          });
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
        const values = gradient && probe ? valuesOf(gradient) : null;
        if (values) probe!.activationGradients.push(summarize(values));
      });
    } finally {
      core.dispose(zeros.map(z => z.zero));
    }
  });
  mergeCalls(rows, probes);
}
