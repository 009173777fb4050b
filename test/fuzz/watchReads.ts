import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

const load = createRequire(__filename);
// The reader loads a format's code with the first file of it: here before that, or the code would be heard of as read.
const formats = path.join(__dirname, '../../extension/core/formats');
for (const file of fs.readdirSync(formats, { recursive: true }).map(String))
  // megabytes, which the files that need them load
  if (file.endsWith('.ts') && path.basename(file) !== 'h5wasm.ts') load(path.join(formats, file));
for (const answer of ['compareFiles', 'exportFile', 'picturesOf', 'summarizeFile', 'tensorPage'])
  load(path.join(__dirname, '../../extension/child/reader', answer));

/** Hears of every file that is opened to be read, or read whole, until what it returns is called. */
export function watchReads(heard: (file: string) => void): () => void {
  // the module itself, which importers see through a view that cannot be written
  const writable = load('node:fs') as Record<
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
