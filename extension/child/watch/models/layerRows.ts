import { types } from 'node:util';
import type { LayerLike, LayerVariableLike, ModelLike } from '../tfjsInternals';

/** A layer as it stands in a model's table. */
export interface LayerRow {
  layer: LayerLike;
  /** Unique in the table: the layer's own name, with the parents' before it where that is taken. */
  name: string;
  depth: number;
  parent: LayerRow | null;
  /** The model whose graph holds the layer; null within a wrapper or a layer made of layers. */
  container: ModelLike | null;
  children: LayerRow[];
  /** The layer that the person made, of which this one is a copy; else the layer itself. */
  origin: LayerLike;
}

/** The weights that a row shows as its own; a nested model's are in the rows of its layers. */
export const weightsOfRow = (row: LayerRow): LayerVariableLike[] => (isModel(row.layer) ? [] : safeWeights(row.layer));

export const isModel = (layer: LayerLike): layer is ModelLike =>
  Array.isArray(layer.layers) && 'inputs' in layer && 'outputs' in layer;

/** The weights of a layer; none where its own getter throws, as that of a composite that is not built may. */
export function safeWeights(layer: LayerLike): LayerVariableLike[] {
  try {
    return layer.weights ?? [];
  } catch {
    return [];
  }
}

/**
 * All layers of a model in its own order, each followed by what it holds: the layers of a nested model, the layer in a
 * wrapper, the layers that a composite of the person's own keeps in its fields. A layer that is met again is left out.
 */
export function layerRows(model: ModelLike): LayerRow[] {
  return rowsOf(model.layers, model);
}

/** The rows of layers that no model holds. */
export function rowsOf(layers: readonly LayerLike[], container: ModelLike | null): LayerRow[] {
  const rows: LayerRow[] = [];
  const seen = new Set<LayerLike>();
  const names = new Set<string>();

  const add = (layer: LayerLike, parent: LayerRow | null, holder: ModelLike | null): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    let name = layer.name;
    for (let up = parent; names.has(name) && up; up = up.parent) name = `${up.layer.name}/${name}`;
    for (let i = 2; names.has(name); i++) name = `${layer.name}#${i}`;
    names.add(name);
    const row: LayerRow = {
      layer,
      name,
      depth: parent ? parent.depth + 1 : 0,
      parent,
      container: holder,
      children: [],
      origin: (parent && templateOf(parent.layer)) ?? layer,
    };
    parent?.children.push(row);
    rows.push(row);
    if (isModel(layer)) for (const inner of layer.layers) add(inner, row, layer);
    else for (const inner of heldLayers(layer)) add(inner, row, null);
  };
  for (const layer of layers) add(layer, null, container);
  return rows;
}

/**
 * Layers in the fields of a layer, in lists and plain objects there too; getters of its own are not called. The cell of a
 * built-in RNN is the RNN itself.
 */
export function heldLayers(layer: LayerLike): LayerLike[] {
  const found: LayerLike[] = [];
  const look = (value: unknown, depth: number): void => {
    if (isLayer(value)) {
      if (value !== layer) found.push(value);
    } else if (depth > 0 && Array.isArray(value)) {
      if (value.length <= 1000) for (const item of value) look(item, depth - 1);
    } else if (depth > 0 && isPlainObject(value)) for (const item of fieldValues(value)) look(item, depth - 1);
  };
  const isBuiltInRnn = !!layer.cell && layer.getClassName() !== 'RNN';
  for (const key of Object.keys(layer)) {
    if (graphFields.has(key) || (key === 'cell' && isBuiltInRnn) || (key === 'layer' && templateOf(layer))) continue;
    look(fieldOf(layer, key), 2);
  }
  return found;
}
const fieldOf = (object: object, key: string): unknown => Object.getOwnPropertyDescriptor(object, key)?.value;
const fieldValues = (object: object): unknown[] => Object.keys(object).map(key => fieldOf(object, key));

/** Bidirectional makes two copies of the layer it is given, and never calls that one. */
function templateOf(layer: LayerLike): LayerLike | null {
  const { forwardLayer, layer: template } = layer as { forwardLayer?: unknown; layer?: unknown };
  return isLayer(forwardLayer) && isLayer(template) ? template : null;
}

const graphFields = new Set(['inboundNodes', 'outboundNodes', 'history', '_callHook']);

function isLayer(value: unknown): value is LayerLike {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const layer = value as Partial<LayerLike>;
    return (
      typeof layer.apply === 'function' &&
      typeof layer.call === 'function' &&
      typeof layer.getClassName === 'function' &&
      typeof layer.name === 'string'
    );
  } catch {
    // a proxy may refuse anything
    return false;
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  return [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);
}
