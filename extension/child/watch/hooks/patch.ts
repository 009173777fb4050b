/** Gives a prototype's method a wrapper; nothing where there is no such method. `wrap` gets the method and returns the new one. */
export function patchMethod<F extends (...args: never[]) => unknown>(
  prototype: object | undefined,
  name: string,
  wrap: (original: F) => F,
): void {
  const original = (prototype as Record<string, unknown> | undefined)?.[name];
  if (!prototype || typeof original !== 'function') return;
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  if (own && !own.configurable && !own.writable) return;
  const wrapped = wrap(original as F);
  Object.defineProperty(wrapped, 'name', { value: name, configurable: true });
  Object.defineProperty(prototype, name, {
    value: wrapped,
    writable: true,
    configurable: own?.configurable ?? true,
    enumerable: own?.enumerable ?? false,
  });
}

/** Where an object's methods are to be patched: one on the object itself would give it another shape, and slow its every use. */
export const prototypeOf = (object: object | undefined): object | undefined =>
  object && (Object.getPrototypeOf(object) as object);
