import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

const extension = path.join(__dirname, '../../../../extension');

/**
 * Loads what the reader loads with the first file of a format, or the first request of a kind, so that its code is not heard of
 * as a file that is read. The HDF5 library is left to the files that need it: it has megabytes.
 */
export function loadReader(): void {
  const load = createRequire(__filename);
  for (const room of ['core/formats', 'core/runs', 'child/reader'].map(name => path.join(extension, name)))
    for (const file of fs.readdirSync(room, { recursive: true }).map(String))
      // the reader itself would answer the process that runs the tests
      if (file.endsWith('.ts') && !['h5wasm.ts', 'reader.ts'].includes(path.basename(file)))
        load(path.join(room, file));
}
