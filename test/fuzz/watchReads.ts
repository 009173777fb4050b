import { createRequire } from 'node:module';

/** Hears of every file that is opened to be read, or read whole, until what it returns is called. */
export function watchReads(heard: (file: string) => void): () => void {
  // the module itself, which importers see through a view that cannot be written
  const writable = createRequire(__filename)('node:fs') as Record<
    'openSync' | 'readFileSync',
    (file: unknown, ...rest: unknown[]) => unknown
  >;
  const undo = (['openSync', 'readFileSync'] as const).map(name => {
    const original = writable[name];
    writable[name] = (file, ...rest) => {
      if (typeof file === 'string' && !isWriting(rest[0])) heard(file);
      return original(file, ...rest);
    };
    return () => {
      writable[name] = original;
    };
  });
  return () => undo.forEach(each => each());
}
const isWriting = (flags: unknown): boolean => typeof flags === 'string' && /[wa]/.test(flags);
