import type { LayerInfo, ModelInfo } from '../../extension/protocol/model';
import type { Snapshot } from '../../extension/protocol/run';
import type { Summary } from '../../extension/protocol/summary';

/** What a classifier says: its logits and the probabilities it makes of them, and the layers they are of. */
export interface OutputDistributions {
  /** null where nobody knows them: a loss that takes logits, or a layer that hides them. */
  logits: { layer: string; summary: Summary } | null;
  probabilities: { layer: string; summary: Summary } | null;
  /** 2 for one sigmoid. */
  classes: number;
  /** Values of a row that sum to 1: the classes, or 1 for a sigmoid. */
  width: number;
}

const squashing = new Set(['softmax', 'sigmoid']);

/**
 * The outputs of a classifier, from its first output: a softmax, or a sigmoid of one unit; before it lie the logits. Without
 * either, the output of a model whose loss takes logits. Null for what does not tell classes apart.
 */
export function outputDistributions(model: ModelInfo, snapshot: Snapshot | null): OutputDistributions | null {
  const output = outputLayerOf(model);
  if (!output || !snapshot) return null;
  const taken = (name: string) => snapshot.layers.find(l => l.name === name);
  const width = output.outputShape?.at(-1) ?? null;
  if (width === null || width < 1) return null;
  const activation = activationOf(output);
  const own = taken(output.name);
  const before = output.inbound.map(taken)[0];
  if (activation && squashing.has(activation)) {
    if (activation === 'sigmoid' && width > 1) return null;
    if (activation === 'softmax' && width < 2) return null;
    const logits = own?.preActivations[0];
    const inbound = before?.activations[0];
    return {
      logits: logits
        ? { layer: output.name, summary: logits }
        : before && inbound && output.parameters === 0
          ? { layer: before.name, summary: inbound }
          : null,
      probabilities: own?.activations[0] ? { layer: output.name, summary: own.activations[0] } : null,
      classes: activation === 'sigmoid' ? 2 : width,
      width: activation === 'sigmoid' ? 1 : width,
    };
  }
  if (!/(softmax|sigmoid).*cross|crossentropy.*logits/i.test(model.loss ?? '')) return null;
  const logits = own?.activations[0];
  return logits
    ? { logits: { layer: output.name, summary: logits }, probabilities: null, classes: Math.max(2, width), width }
    : null;
}

/** The layer that makes the first output: by its name, else the last one that holds no others. */
function outputLayerOf({ outputs, layers }: ModelInfo): LayerInfo | null {
  const parents = new Set(layers.map(l => l.parent));
  const named = layers.find(l => l.name === outputs[0]?.name || outputs[0]?.name.startsWith(`${l.name}/`));
  if (named && !parents.has(named.name)) return named;
  return layers.findLast(l => !parents.has(l.name)) ?? null;
}
const activationOf = (layer: LayerInfo): string | null =>
  layer.className === 'Softmax' ? 'softmax' : layer.activation;
