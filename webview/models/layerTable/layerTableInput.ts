import type { Finding } from '../../../extension/protocol/finding';
import type { LayerInfo, ModelInfo } from '../../../extension/protocol/model';
import type { LayerSnapshot, Snapshot } from '../../../extension/protocol/run';
import type { Summary, TensorFacet } from '../../../extension/protocol/summary';
import type { GroupBy } from './layerTree';
import { tensorsOf } from '../tensors';

/** `distributions`: what flows. `table`: what it counts and costs. */
export type LayersPage = 'distributions' | 'table';
export interface SortOrder {
  column: string;
  isDescending: boolean;
}

export interface LayerTableInput {
  model: ModelInfo;
  snapshot: Snapshot | null;
  facet: TensorFacet;
  findings: readonly Finding[];
  page: LayersPage;
  hasBiases: boolean;
  /** Examples that the memory of activations is told for. */
  batch: number;
  groupBy: GroupBy | null;
  /** By a figure: layers one by one, whatever holds them. */
  sort: SortOrder | null;
  /** Part of the name or class of the layers that are shown. */
  find: string;
  /** The layer that a person has selected: what holds it is open. */
  selected: string | null;
  /** Rows that were folded or opened by hand, by key. */
  expanded: Readonly<Record<string, boolean>>;
}

/** What rows look up more than once. */
export interface LayerTableContext extends LayerTableInput {
  byName: ReadonlyMap<string, LayerSnapshot>;
  /** Parameters and multiply-adds of the whole model: what shares are of. */
  whole: { parameters: number; multiplyAdds: number | null };
}

/** The tensor that stands for a layer in the table; null where the snapshot has none of the facet. */
export function shownSummary({ byName, facet }: LayerTableContext, layer: LayerInfo): Summary | null {
  const taken = byName.get(layer.name);
  return (taken && tensorsOf(taken, facet)[0]?.summary) ?? null;
}
/** The one whose zeros the column `zero` counts: what a layer's activation function makes of its pre-activations. */
export function zeroSummary(context: LayerTableContext, layer: LayerInfo): Summary | null {
  const { model, facet, byName } = context;
  const shown = shownSummary(context, layer);
  if (!shown || facet !== 'preActivations') return shown;
  const isOutput = model.outputs.some(o => o.name === layer.name) || layer === model.layers.at(-1);
  return isOutput ? null : (byName.get(layer.name)?.activations[0] ?? null);
}
