import * as path from 'node:path';
import { runNode } from './runProcess.mjs';
import * as fs from 'node:fs';

const root = path.join(import.meta.dirname, '../..');

/** Where tests keep native TensorFlow. */
export const nativeFolder = path.join(process.env.LAYERGLASS_TEST_CACHE ?? path.join(root, '.vscode-test'), 'native');

/** Resolves to the folder whose node_modules holds native TensorFlow, or to null and the reason why this machine has none. */
export async function provideNative() {
  if (process.env.LAYERGLASS_NATIVE) return { folder: process.env.LAYERGLASS_NATIVE, reason: '' };
  const reasonFile = `${nativeFolder}.reason`;
  fs.rmSync(reasonFile, { force: true });
  const { code } = await runNode(
    ['--import', 'tsx', 'test/runner/installNativeForTests.ts', nativeFolder, reasonFile],
    {
      limitMs: 10 * 60_000,
      folder: root,
    },
  );
  if (code === 0) return { folder: nativeFolder, reason: '' };
  const reason = fs.existsSync(reasonFile)
    ? fs.readFileSync(reasonFile, 'utf8')
    : `its installation ended with ${code}`;
  return { folder: null, reason };
}
