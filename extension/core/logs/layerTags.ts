import type { LayerPart } from '../stats/layerTensors';

/** Where in a model a histogram belongs. */
export interface LayerPlace {
  layer: string;
  part: LayerPart;
  /** The weight's name, or the number of the call. */
  tensor: string;
}

const gradient = /^(grad|grads|gradient|gradients)$/i;
const activation = /^(activation|activations|act|acts|output|outputs|out)$/i;
const before = /^(pre[-_]?activations?|logits_in)$/i;

/**
 * What a histogram's tag says of it. Keras 2 writes `conv/kernel_0/histogram`, Keras 3 `model/conv/kernel/histogram`, PyTorch
 * programs mostly `encoder.fc1.weight` and `encoder.fc1.weight.grad`, we ourselves `conv/kernel/gradient`, `conv/activations`,
 * `conv/activations/gradient/1`. Of anything else the last part is taken for the weight, the rest for the layer.
 */
export function placeOfTag(tag: string): LayerPlace {
  const isDotted = !tag.includes('/') && tag.includes('.');
  const separator = isDotted ? '.' : '/';
  let parts = tag.split(separator).filter(part => part !== '');
  if (parts.length > 2 && parts.at(-1) === 'histogram') parts.pop();
  const isKeras = parts.length < tag.split(separator).length;
  // `gradients/conv/kernel` is written too
  let isGradient = false;
  if (parts.length > 2 && gradient.test(parts[0]!)) {
    isGradient = true;
    parts = parts.slice(1);
  }
  let call = '0';
  if (parts.length > 2 && /^\d{1,6}$/.test(parts.at(-1)!) && /activation|gradient/i.test(parts.at(-2)!))
    call = parts.pop()!;
  if (parts.length > 1 && gradient.test(parts.at(-1)!)) {
    isGradient = true;
    parts.pop();
  }
  const last = parts.at(-1) ?? tag;
  const layer = parts.slice(0, -1).join(separator);
  if (!layer) return { layer: last || tag, part: isGradient ? 'weightGradients' : 'weights', tensor: 'values' };
  if (before.test(last)) return { layer, part: 'preActivations', tensor: call };
  if (activation.test(last)) return { layer, part: isGradient ? 'activationGradients' : 'activations', tensor: call };
  const tensor = isKeras ? last.replace(/_\d+$/, '') : last;
  return { layer, part: isGradient ? 'weightGradients' : 'weights', tensor };
}
