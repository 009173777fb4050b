import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as nodeCrypto from 'node:crypto';
import type { SeededRandom } from './seededRandom';

type Callback = (error: Error | null, result?: unknown) => void;
type Anything = (this: unknown, ...args: unknown[]) => unknown;
/** The mutable module object: an ES import cannot be assigned to. */
const crypto = createRequire(import.meta.url)('node:crypto') as typeof nodeCrypto & Record<string, unknown>;

/**
 * Makes `node:crypto` and `globalThis.crypto` give numbers from the generator: random bytes, integers, UUIDs. Each call goes
 * to the real one first, which checks the arguments and makes the result; its random part is then overwritten. What OpenSSL
 * draws by itself (keys, TLS, password hashes' salts made inside) is not touched.
 */
export function seedCrypto(generator: SeededRandom): void {
  const fill = (target: ArrayBufferView, offsetBytes = 0, sizeBytes = target.byteLength - offsetBytes): void => {
    const bytes = new Uint8Array(target.buffer, target.byteOffset + offsetBytes, sizeBytes);
    for (let i = 0; i < bytes.length; i++) bytes[i] = generator.nextInteger(256);
  };
  const uuid = (): string => {
    const bytes = new Uint8Array(16);
    fill(bytes);
    // version 4, variant 1: RFC 9562
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    const digits = Buffer.from(bytes).toString('hex');
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  };

  const randomBytes = wrap(crypto, 'randomBytes', (original, self, args) => {
    const seeded = Buffer.alloc(validSize(args[0]));
    fill(seeded);
    const overwrite = (result: unknown): unknown => ((result as Buffer).set(seeded), result);
    return withResult(original, self, args, overwrite);
  });
  for (const alias of ['pseudoRandomBytes', 'prng', 'rng']) replace(crypto, alias, randomBytes);

  wrap(crypto, 'randomInt', (original, self, args) => {
    const numbers = args.filter(a => typeof a === 'number');
    const [min, max] = numbers.length > 1 ? (numbers as [number, number]) : [0, numbers[0] ?? 0];
    const drawn = min + generator.nextInteger(max - min);
    return withResult(original, self, args, () => drawn);
  });

  wrap(crypto, 'randomFillSync', (original, self, args) => {
    const result = original.apply(self, args);
    fillRange(fill, args);
    return result;
  });
  wrap(crypto, 'randomFill', (original, self, args) =>
    withResult(original, self, args, result => {
      fillRange(fill, args);
      return result;
    }),
  );
  wrap(crypto, 'randomUUID', (original, self, args) => (original.apply(self, args), uuid()));

  const web = Object.getPrototypeOf(crypto.webcrypto) as object;
  wrap(web, 'getRandomValues', (original, self, args) => {
    const result = original.apply(self, args);
    fill(result as ArrayBufferView);
    return result;
  });
  wrap(web, 'randomUUID', (original, self, args) => (original.apply(self, args), uuid()));
  syncBuiltinESMExports();
}

/** Calls a function that returns its result or, given a callback, passes it on; either way `change` has the last word. */
function withResult(original: Anything, self: unknown, args: unknown[], change: (result: unknown) => unknown): unknown {
  const callback = args.at(-1);
  if (typeof callback !== 'function') return change(original.apply(self, args));
  const changed: Callback = (error, result) =>
    (callback as Callback).call(undefined, error, error ? result : change(result));
  return original.apply(self, [...args.slice(0, -1), changed]);
}

/** @param args buffer, offset and size in the buffer's elements, callback */
function fillRange(fill: (target: ArrayBufferView, offsetBytes?: number, sizeBytes?: number) => void, args: unknown[]) {
  const target = (ArrayBuffer.isView(args[0]) ? args[0] : new Uint8Array(args[0] as ArrayBuffer)) as Uint8Array;
  const [offset, size] = args.slice(1).filter(a => typeof a === 'number');
  const elementBytes = target.BYTES_PER_ELEMENT ?? 1;
  fill(target, (offset ?? 0) * elementBytes, size === undefined ? undefined : size * elementBytes);
}

/** 0 where it is no size: the real function then says what is wrong. */
const validSize = (size: unknown): number =>
  typeof size === 'number' && Number.isInteger(size) && size >= 0 && size < 2 ** 31 ? size : 0;

function wrap(
  owner: object,
  name: string,
  body: (original: Anything, self: unknown, args: unknown[]) => unknown,
): Anything {
  const original = (owner as Record<string, unknown>)[name] as Anything;
  const wrapped: Anything = function (...args) {
    return body(original, this, args);
  };
  Object.defineProperties(wrapped, { name: { value: name }, length: { value: original.length } });
  replace(owner, name, wrapped);
  return wrapped;
}

function replace(owner: object, name: string, value: unknown): void {
  const known = Object.getOwnPropertyDescriptor(owner, name);
  if (known?.configurable === false && !known.writable) return;
  Object.defineProperty(owner, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: known?.enumerable ?? true,
  });
}
