import type { TensorEntry } from '../../../protocol/reader';

/** Parts of a name that are looked at. */
const maxParts = 24;

/** Finds the stored tensors of a layer: by what the file says, else by the parts of their names. */
export class TensorsByLayer {
  private readonly named = new Map<string, TensorEntry[]>();

  constructor(tensors: readonly TensorEntry[]) {
    for (const tensor of tensors) {
      if (tensor.role !== 'weight') continue;
      for (const key of keysOf(tensor)) {
        const list = this.named.get(key);
        if (list) list.push(tensor);
        else this.named.set(key, [tensor]);
      }
    }
  }

  /** @param path the layer's own name last, those of the models that hold it before it */
  of(path: readonly string[]): readonly TensorEntry[] {
    let found: readonly TensorEntry[] = this.named.get(path.at(-1)!) ?? [];
    // Another model may have a layer of the same name.
    for (const holder of path.slice(0, -1).reverse()) {
      const inHolder = found.filter(tensor => keysOf(tensor).has(holder));
      if (inHolder.length) found = inHolder;
    }
    return found;
  }
}

/** `a/b/kernel:0` can be of `a`, of `b`, and of `a/b`. */
function keysOf({ name, layer, model }: TensorEntry): Set<string> {
  const inner = model !== null && name.startsWith(`${model}/`) ? name.slice(model.length + 1) : name;
  const parts = inner.split('/').filter(Boolean).slice(0, maxParts).slice(0, -1);
  const keys = new Set(parts);
  parts.forEach((_, i) => keys.add(parts.slice(0, i + 1).join('/')));
  if (layer !== null) {
    keys.add(layer);
    for (const part of layer.split('/').slice(0, maxParts)) keys.add(part);
  }
  return keys;
}
