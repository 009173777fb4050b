// npm run package: the VSIX for this platform, beside package.json. Run after a production build.
// node test/package.mjs [--out folder]
import { createVSIX } from '@vscode/vsce';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { out: { type: 'string', default: root } } });
const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
// esbuild, which bundles programs, is a binary of one platform.
const target = `${process.platform}-${process.arch}`;
const file = path.join(values.out, `${name}-${target}-${version}.vsix`);
fs.mkdirSync(values.out, { recursive: true });
await createVSIX({ cwd: root, packagePath: file, target, allowMissingRepository: true, rewriteRelativeLinks: false });
console.log(`${file}: ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`);
