import type { LayerLike } from '../tfjsInternals';

/** Deeper than this, and beyond so many values, what a layer keeps is not followed. */
const maxDepth = 3;
const maxValues = 2 ** 16;
const maxBytes = 2 ** 22;
/** Lists of what only grows when a graph is built. */
const graphFields = new Set(['inboundNodes', 'outboundNodes']);

type Restore = (firstNewId: number) => void;

/**
 * Remembers the fields of a layer, and what the lists, maps, sets, typed arrays and objects in them hold; what is returned
 * puts them back and disposes the tensors that are new. Getters are not called, tensors and other layers not followed.
 */
export function saveState(layer: LayerLike): Restore {
  const restore = new StateSaver().saveObject(layer, 0);
  // a call hook of the program's own is not to hear of the probe
  const hook = layer as { _callHook?: unknown };
  if (hook._callHook) hook._callHook = null;
  return restore;
}

/** What is saved for one layer, within the bounds. */
class StateSaver {
  private readonly seen = new Set<object>();
  private values = 0;

  saveObject(target: object, depth: number): Restore {
    this.seen.add(target);
    const known = new Set(Object.keys(target));
    const saved: { key: string; value: unknown; restore: Restore | null }[] = [];
    for (const key of known) {
      const own = Object.getOwnPropertyDescriptor(target, key);
      if (!own || !('value' in own)) continue;
      const restore = this.saveValue(own.value, graphFields.has(key) ? maxDepth : depth + 1);
      saved.push({ key, value: own.value, restore });
    }
    return firstNewId => {
      for (const key of Object.keys(target)) {
        if (known.has(key)) continue;
        disposeNew(Object.getOwnPropertyDescriptor(target, key)?.value, firstNewId);
        Reflect.deleteProperty(target, key);
      }
      for (const { key, value, restore } of saved) {
        const now: unknown = Object.getOwnPropertyDescriptor(target, key)?.value;
        if (!Object.is(now, value)) {
          disposeNew(now, firstNewId);
          (target as Record<string, unknown>)[key] = value;
        }
        restore?.(firstNewId);
      }
    };
  }

  /** Null for what has no state of its own, or one that is not ours to follow. */
  private saveValue(value: unknown, depth: number): Restore | null {
    if (typeof value !== 'object' || value === null || depth > maxDepth || this.seen.has(value)) return null;
    try {
      if (Array.isArray(value)) return this.isWithin(value.length) ? this.saveList(value as unknown[], depth) : null;
      if (ArrayBuffer.isView(value)) return value.byteLength <= maxBytes ? saveBytes(value) : null;
      if (value instanceof Map) return this.isWithin(value.size) ? this.saveMap(value, depth) : null;
      if (value instanceof Set) return this.isWithin(value.size) ? saveSet(value) : null;
      const { dataId, getClassName } = value as { dataId?: unknown; getClassName?: unknown };
      if (dataId !== undefined || typeof getClassName === 'function') return null;
      return this.isWithin(Object.keys(value).length) ? this.saveObject(value, depth) : null;
    } catch {
      // a proxy may refuse anything
      return null;
    }
  }
  private isWithin(count: number): boolean {
    if (this.values + count > maxValues) return false;
    this.values += count;
    return true;
  }

  private saveList(list: unknown[], depth: number): Restore {
    this.seen.add(list);
    const items = list.slice();
    const restores = items.map(item => this.saveValue(item, depth + 1)).filter(r => r !== null);
    return firstNewId => {
      if (items.length !== list.length || !items.every((item, i) => Object.is(item, list[i]))) {
        const old = new Set(items);
        for (const item of list) if (!old.has(item)) disposeNew(item, firstNewId);
        list.splice(0, list.length, ...items);
      }
      for (const restore of restores) restore(firstNewId);
    };
  }

  private saveMap(map: Map<unknown, unknown>, depth: number): Restore {
    this.seen.add(map);
    const entries = [...map];
    const restores = entries.map(([, value]) => this.saveValue(value, depth + 1)).filter(r => r !== null);
    return firstNewId => {
      const old = new Map(entries);
      for (const [key, value] of map) if (!Object.is(old.get(key), value)) disposeNew(value, firstNewId);
      map.clear();
      for (const [key, value] of entries) map.set(key, value);
      for (const restore of restores) restore(firstNewId);
    };
  }
}

function saveBytes(view: ArrayBufferView): Restore {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const copy = bytes.slice();
  return () => bytes.set(copy);
}

function saveSet(set: Set<unknown>): Restore {
  const items = new Set(set);
  return firstNewId => {
    for (const item of set) if (!items.has(item)) disposeNew(item, firstNewId);
    set.clear();
    for (const item of items) set.add(item);
  };
}

function disposeNew(value: unknown, firstNewId: number): void {
  if (Array.isArray(value)) for (const item of value) disposeNew(item, firstNewId);
  const tensor = value as { id?: unknown; dataId?: unknown; isDisposed?: boolean; dispose?(): void } | null;
  if (typeof tensor !== 'object' || tensor === null || !tensor.dataId || typeof tensor.id !== 'number') return;
  if (tensor.id >= firstNewId && !tensor.isDisposed) tensor.dispose?.();
}
