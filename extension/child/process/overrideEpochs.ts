import type { TensorFlow } from '../tensorflow';

/** Makes every fit and fitDataset train for so many epochs, whatever the program says. Its own options are not touched. */
export function overrideEpochs({ layers }: TensorFlow, epochs: number): void {
  const prototype = layers.LayersModel.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const [name, index] of [
    ['fit', 2],
    ['fitDataset', 1],
  ] as const) {
    const original = prototype[name];
    if (typeof original !== 'function') continue;
    prototype[name] = function (this: unknown, ...args: unknown[]) {
      const given = (args[index] ?? {}) as object;
      const options: unknown = Object.assign(Object.create(Object.getPrototypeOf(given) as object | null), given, {
        epochs,
      });
      return original.apply(this, [...args.slice(0, index), options, ...args.slice(index + 1)]);
    };
  }
}
