import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';
import { pathToFileURL } from 'node:url';
import { crashFrames } from '../../../../extension/engine/supervise/crashFrames';

describe('crashFrames', () => {
  let folder = '';
  let bundle = '';
  before(async () => {
    folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'layerglass-test-'));
    fs.mkdirSync(path.join(folder, 'src'));
    fs.writeFileSync(
      path.join(folder, 'src/a.ts'),
      `interface Gone { a: 1 }\nexport function crash(): void {\n  process.abort();\n}\ncrash();\n`,
    );
    bundle = path.join(folder, 'bundle.cjs');
    await build({
      entryPoints: [path.join(folder, 'src/a.ts')],
      outfile: bundle,
      bundle: true,
      format: 'cjs',
      sourcemap: 'inline',
      sourceRoot: pathToFileURL(folder).href + '/',
      absWorkingDir: folder,
    });
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const placeOf = (text: string): string => {
    const lines = fs.readFileSync(bundle, 'utf8').split('\n');
    const line = lines.findIndex(l => l.includes(text));
    return `${bundle}:${line + 1}:${lines[line]!.indexOf(text) + 1}`;
  };

  it('reads the stack that a dying process prints', () => {
    const stderr = `----- Native stack trace -----\n 1: 0xd3a3c0  [/usr/bin/node]\n----- JavaScript stack trace -----\n
1: abort (node:internal/x:1:2)
2: crash [${placeOf('process.abort')}]
3: ${placeOf('crash();')}
`;
    assert.deepEqual(crashFrames(stderr, bundle, folder), [
      { function: 'crash', file: 'src/a.ts', line: 3, column: 3 },
      { function: '', file: 'src/a.ts', line: 5, column: 1 },
    ]);
  });
  it('gives none where there is none, or the bundle is gone', () => {
    assert.deepEqual(crashFrames('Segmentation fault', bundle, folder), []);
    assert.deepEqual(crashFrames('1: /no/bundle.cjs:1:1\n', '/no/bundle.cjs', folder), []);
  });
});
