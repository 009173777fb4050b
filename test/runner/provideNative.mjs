import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runNode } from './runProcess.mjs';

const root = path.join(import.meta.dirname, '../..');

/** Where tests keep native TensorFlow. */
export const nativeFolder = path.join(process.env.LAYERGLASS_TEST_CACHE ?? path.join(root, '.vscode-test'), 'native');

/**
 * Resolves to the folder whose node_modules holds native TensorFlow; else to the reason why this machine can have none, or,
 * where there is no such reason, to an error.
 */
export async function provideNative() {
  if (process.env.LAYERGLASS_NATIVE) return { folder: process.env.LAYERGLASS_NATIVE, reason: null, error: null };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lg-native-'));
  const reasonFile = path.join(folder, 'reason');
  try {
    const { code } = await runNode(['--import', 'tsx', 'test/runner/installNative.ts', nativeFolder, reasonFile], {
      limitMs: 10 * 60_000,
      folder: root,
    });
    if (code === 0) return { folder: nativeFolder, reason: null, error: null };
    if (fs.existsSync(reasonFile)) return { folder: null, reason: fs.readFileSync(reasonFile, 'utf8'), error: null };
    return { folder: null, reason: null, error: `its installation ended with ${code}` };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
