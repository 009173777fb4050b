import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.join(__dirname, '../../..');

/** Copies the samples into `folder`, without what runs left beside them, so that a test owns its workspace. Returns the copy. */
export function copySamples(folder: string): string {
  const copy = path.join(folder, 'samples');
  fs.cpSync(path.join(root, 'samples'), copy, {
    recursive: true,
    filter: file => !/[\\/](node_modules|\.layerglass|generated)$/.test(file),
  });
  return copy;
}
