import { camelCase } from '../../core/text/camelCase';
import { LayerglassError } from '../../protocol/errors';
import { isModelConfig, type ConvertedConfig, type LayerConfig } from './convertConfig';

/** Layers of other layers. */
const held = ['layer', 'backward_layer', 'cell'] as const;

/** The classes that are not known, of a layer and of what is in it. */
export function unknownClasses(layer: LayerConfig, isKnown: (className: string) => boolean): string[] {
  const inner = isModelConfig(layer)
    ? layer.config.layers
    : held.map(key => layer.config[key] as LayerConfig | null | undefined).filter(one => one != null);
  const own = isKnown(layer.class_name) && layer.class_name !== 'MultiHeadAttention' ? [] : [layer.class_name];
  const activation = ['activation', 'recurrent_activation'].map(key => layer.config[key]);
  const activations = activation.filter(name => typeof name === 'string' && !isKnown(camelCase(name)) && name !== '');
  return [...new Set([...own, ...(activations as string[]), ...inner.flatMap(one => unknownClasses(one, isKnown))])];
}

/**
 * The part of a model that can be computed without layers that are not known: all that does not depend on them. Throws
 * LayerglassError `custom-layers` where nothing is left.
 */
export function cutUnknown(
  model: ConvertedConfig,
  isKnown: (className: string) => boolean,
): { topology: ConvertedConfig; notes: string[] } {
  const unknown = new Map<string, string[]>();
  const { layers } = model.config;
  for (const layer of layers) {
    const classes = unknownClasses(layer, isKnown);
    if (classes.length) unknown.set(nameOf(layer), classes);
  }
  if (!unknown.size) return { topology: model, notes: [] };
  const classes = [...new Set([...unknown.values()].flat())];
  const isGraph = Array.isArray(model.config.output_layers);
  const kept = isGraph
    ? independent(layers, unknown)
    : layers.slice(
        0,
        layers.findIndex(l => unknown.has(nameOf(l))),
      );
  const made = kept.filter(layer => layer.class_name !== 'InputLayer');
  if (!made.length)
    throw new LayerglassError(
      'custom-layers',
      `The model has layers that only its program knows: ${classes.join(', ')}`,
      {
        where: [...unknown.keys()].slice(0, 10).join(', '),
        remedy: 'Its layers and tensors are shown all the same. To run it, open the program that made it.',
      },
    );
  const notes = [
    `Only its program knows ${classes.slice(0, 10).join(', ')}: what depends on ${[...unknown.keys()].slice(0, 10).join(', ')} is left out, and the outputs are those of the layers before.`,
  ];
  if (!isGraph) return { topology: { ...model, config: { ...model.config, layers: kept } }, notes };
  const used = new Set(kept.flatMap(layer => (layer.inbound_nodes ?? []).flat().map(tensor => tensor[0] as string)));
  const ends = made.filter(layer => !used.has(nameOf(layer))).map(layer => [nameOf(layer), 0, 0]);
  const names = new Set(kept.map(nameOf));
  const inputs = (model.config.input_layers as unknown[][]).filter(([name]) => names.has(name as string));
  const config = { ...model.config, layers: kept, input_layers: inputs, output_layers: ends };
  return { topology: { ...model, config }, notes };
}

/** Layers all of whose calls need known ones only. */
function independent(layers: readonly LayerConfig[], unknown: ReadonlyMap<string, unknown>): LayerConfig[] {
  const out = new Set(unknown.keys());
  for (let before = -1; before < out.size;) {
    before = out.size;
    for (const layer of layers)
      if ((layer.inbound_nodes ?? []).flat().some(([name]) => out.has(name as string))) out.add(nameOf(layer));
  }
  return layers.filter(layer => !out.has(nameOf(layer)));
}

const nameOf = (layer: LayerConfig): string => layer.name ?? layer.config.name ?? '';
