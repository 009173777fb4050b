import { PickleItems, type PickleValue } from './pickleValue';

const places = 2 ** 10;

/** A tuple of nothing, which nothing can change. */
export const emptyTuple = new PickleItems('tuple', []);

/** Makes tuples. Of those of a few numbers one is held that is like another: sizes and strides of many tensors are the same. */
export class PickleTuples {
  private readonly known = new Array<PickleItems | undefined>(places).fill(undefined);

  of(items: PickleValue[]): PickleItems {
    let hash = items.length;
    for (const item of items) {
      if (typeof item !== 'number') return new PickleItems('tuple', items);
      hash = (Math.imul(hash, 31) + item) | 0;
    }
    const place = hash & (places - 1);
    const known = this.known[place];
    if (known?.items.length === items.length && known.items.every((item, i) => item === items[i])) return known;
    return (this.known[place] = new PickleItems('tuple', items));
  }
}
