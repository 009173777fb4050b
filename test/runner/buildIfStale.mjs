import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const sources = ['extension', 'language', 'webview', 'esbuild.mjs', 'package.json', 'package-lock.json'];

/** Returns the time of the newest file in it, in milliseconds. */
function newest(entry) {
  const stat = fs.statSync(entry);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return fs.readdirSync(entry).reduce((time, name) => Math.max(time, newest(path.join(entry, name))), stat.mtimeMs);
}

/** Builds dist/ unless it is newer than every source. Ends this process where the build fails. */
export function buildIfStale() {
  const mark = path.join(root, 'dist/extension.js');
  const isFresh =
    fs.existsSync(mark) && fs.statSync(mark).mtimeMs > Math.max(...sources.map(s => newest(path.join(root, s))));
  if (isFresh) return;
  const { status } = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error('The build failed.');
    process.exit(1);
  }
}
