import { initializerFor } from '../../../core/findings/initializerAdvice';
import { LayerGraph } from '../../../core/findings/layerGraph';
import type { ComparedLayer } from '../../../protocol/initializers';
import type { LayerInfo } from '../../../protocol/model';
import { safeWeights, weightsOfRow, type LayerRow } from '../models/layerRows';
import type { WatchedModel } from '../models/modelRegistry';
import { weightNames } from '../../../core/layers/weightNames';
import type { LayerLike, LayerVariableLike } from '../tfjsInternals';
import type { GivenWeights } from './givenWeights';
import { initializerIn, initializerText } from './writtenInitializer';

/** A layer of the comparison with the weights that are initialized anew; none where they stay. */
export interface ComparedRow {
  row: LayerRow;
  layer: ComparedLayer;
  weights: LayerVariableLike[];
}

/** Weights that mix a layer's inputs, by the field of the built-in layers that holds them, with the argument that initializes them. */
const kernels = [
  { field: 'kernel', initializer: 'kernelInitializer' },
  { field: 'depthwiseKernel', initializer: 'depthwiseInitializer' },
  { field: 'pointwiseKernel', initializer: 'pointwiseInitializer' },
] as const;
/** What layers of the person's own call such a weight. */
const kernelName = /kernel|weight|^w\d*$/i;
const recurrentName = /recurrent/i;

/**
 * The layers of a model that mix their inputs by weights, in its order: which of their weights can be initialized anew, as
 * what, and why the others stay. Biases, normalizations, embeddings and the recurrent weights of RNNs always stay as they are.
 */
export function comparedRows(entry: WatchedModel, given: GivenWeights): ComparedRow[] {
  const graph = new LayerGraph(entry.info);
  const infos = new Map(entry.info.layers.map(l => [l.name, l]));
  const seen = new Set<LayerVariableLike>();
  return entry.rows().flatMap((row): ComparedRow[] => {
    const info = infos.get(row.name);
    // a wrapper's weights are those of the layer that it holds
    if (!info || row.children.length > 0) return [];
    const found = kernelsOf(row).filter(k => !seen.has(k.weight));
    if (!found.length) return [];
    for (const { weight } of found) seen.add(weight);
    const kept = reasonToKeep(row, info, found, given);
    const texts = [...new Set(found.map(k => k.written))];
    return [
      {
        row,
        layer: {
          name: row.name,
          site: info.site,
          written: texts.length === 1 ? texts[0]! : texts.filter(Boolean).join(', '),
          advice: initializerFor(info, graph),
          arguments: found.every(k => k.argument !== null) ? found.map(k => k.argument!) : [],
          kept,
        },
        weights: kept === null ? found.map(k => k.weight) : [],
      },
    ];
  });
}

interface Kernel {
  weight: LayerVariableLike;
  /** Null where no argument of a built-in layer sets it. */
  argument: string | null;
  written: string;
}

function kernelsOf(row: LayerRow): Kernel[] {
  const holder = row.layer.cell && safeWeights(row.layer.cell).length ? row.layer.cell : row.layer;
  const fields = holder as unknown as Record<string, unknown>;
  const own = new Set(weightsOfRow(row));
  const known = kernels.flatMap(({ field, initializer }): Kernel[] => {
    const weight = fields[field] as LayerVariableLike | null | undefined;
    const written = initializerIn(holder, initializer) ?? initializerIn(row.layer, initializer);
    if (!weight || !own.has(weight) || weight.dtype !== 'float32' || !written) return [];
    return [{ weight, argument: initializer, written: initializerText(written) }];
  });
  if (known.length || isBuiltInWithout(row.layer)) return known;
  const weights = [...own];
  const names = weightNames(weights);
  return weights
    .filter((w, i) => w.shape.length >= 2 && kernelName.test(names[i]!) && !recurrentName.test(names[i]!))
    .filter(w => w.dtype === 'float32')
    .map(weight => ({ weight, argument: null, written: '' }));
}

/** Layers whose weights are no kernels, whatever they are called. */
const isBuiltInWithout = (layer: LayerLike): boolean => /norm|embedding|prelu/i.test(layer.getClassName());

function reasonToKeep(
  { layer }: LayerRow,
  info: LayerInfo,
  found: readonly Kernel[],
  given: GivenWeights,
): string | null {
  if (found.some(k => given.has(k.weight.read()))) return 'weights loaded or set by the program';
  const trained = new Set(trainableOf(layer));
  if (info.trainable === 0 || found.every(k => !trained.has(k.weight))) return 'frozen';
  return null;
}
function trainableOf(layer: LayerLike): LayerVariableLike[] {
  try {
    return layer.trainableWeights ?? [];
  } catch {
    return [];
  }
}
