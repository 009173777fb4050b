import type { LayerInfo } from '../../../extension/protocol/model';

/** Layers in a row whose names begin alike; `name` null: one that belongs to none. */
export interface NameScope<T> {
  name: string | null;
  members: T[];
}

const simple = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * The scope that a name begins with: `stage1` of `stage1/b2/conv`, `block1` of `block1_conv1`, `layer1` of
 * `layer1.0.conv1`. Null where there is none; a class' own name (`conv2d_1`) is none.
 */
export function scopeOf(name: string, className: string): string | null {
  const slash = name.indexOf('/');
  if (slash > 0 && slash < name.length - 1) return name.slice(0, slash);
  const [, token, separator] = /^(.*?\d+)([_.-])(?=.)/.exec(name) ?? [];
  if (!token || !separator) return null;
  if (separator !== '.' && !/[a-z]/i.test(token)) return null;
  return simple(name).startsWith(simple(className)) ? null : token;
}

/**
 * Neighbours of one scope together, in order. Scopes of a single layer are none; where one scope holds all, or there is no
 * second, nothing is parted. `rest` is the part of a name that is looked at.
 */
export function nameScopes<T>(
  items: readonly T[],
  layerOf: (item: T) => LayerInfo | null,
  rest: (layer: LayerInfo) => string,
): NameScope<T>[] {
  const scopes: NameScope<T>[] = [];
  for (const item of items) {
    const layer = layerOf(item);
    const name = layer ? scopeOf(rest(layer), layer.className) : null;
    const last = scopes.at(-1);
    if (last && name !== null && last.name === name) last.members.push(item);
    else scopes.push({ name, members: [item] });
  }
  const named = scopes.filter(s => s.name !== null && s.members.length > 1);
  const isParted = named.length > 1 || (named.length === 1 && named[0]!.members.length < items.length);
  return scopes.flatMap(s =>
    isParted && s.name !== null && s.members.length > 1 ? [s] : s.members.map(m => ({ name: null, members: [m] })),
  );
}
