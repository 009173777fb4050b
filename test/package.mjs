// npm run package: the VSIX for this platform, beside package.json. Run after a production build, or with --build.
// node test/package.mjs [--build] [--out folder]
import { createVSIX } from '@vscode/vsce';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { build: { type: 'boolean', default: false }, out: { type: 'string', default: root } },
});
if (values.build) execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'inherit' });
const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
// esbuild, which bundles programs, is a binary of one platform.
const target = `${process.platform}-${process.arch}`;
const file = path.join(values.out, `${name}-${target}-${version}.vsix`);
fs.mkdirSync(values.out, { recursive: true });
await createVSIX({ cwd: root, packagePath: file, target, allowMissingRepository: true, rewriteRelativeLinks: false });
console.log(`${file}: ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`);
