import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { FamilyName, InstalledPackage } from '../../../../extension/child/backend/family';
import { findPublicValue, readDeepImport } from '../../../../extension/child/backend/redirect/deepImport';
import { exportNames, isModuleSyntax } from '../../../../extension/child/backend/redirect/exportNames';

describe('imports of the insides of a package', () => {
  let root: string;
  const write = (name: string, text: string): string => {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  };
  const found = (name: FamilyName): InstalledPackage => ({ name, folder: root, version: '4.22.0' });
  before(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-deep-'));
  });
  after(() => fs.rmSync(root, { recursive: true, force: true }));

  it('lists the names of a compiled module', () => {
    write('dist/more.js', 'export const far = 1;\nexport * from "./names";\n');
    const file = write(
      'dist/names.js',
      [
        "import { a } from './a';",
        'export const one = 1, notMine = 2;',
        'export async function two() {}',
        'export class Three {}',
        'const hidden = 4;',
        'export { a, hidden as four, six as default };',
        'export {',
        '  seven,',
        '  eight as nine,',
        '};',
        "export * as space from './space';",
        "export * from './more';",
        "export * from './missing';",
        'export function* ten() {}',
      ].join('\n'),
    );
    assert.deepEqual(
      [...exportNames(file)].sort(),
      ['Three', 'a', 'far', 'four', 'nine', 'one', 'seven', 'space', 'ten', 'two'].sort(),
    );
  });

  it('tells ES modules from CommonJS', () => {
    assert.ok(isModuleSyntax("'use strict';\nimport x from 'x';"));
    assert.ok(isModuleSyntax('export {};'));
    assert.ok(!isModuleSyntax("exports.a = 1;\nimport('x');"));
    assert.ok(!isModuleSyntax('const important = 1; exports.exported = important;'));
  });

  it('takes whole builds for the package itself', () => {
    for (const subpath of ['', 'dist', 'dist/index', 'dist/index.js', 'dist/tf.min.js', 'dist/tf.node.js'])
      assert.equal(readDeepImport(found('tfjs'), subpath).kind, 'main', subpath);
    assert.equal(readDeepImport(found('tfjs-core'), 'dist/tf-core.node.js').kind, 'main');
    assert.equal(readDeepImport(found('tfjs'), 'dist/nothing').kind, 'missing');
  });

  it('serves files as they are, and ES modules as a view', () => {
    write('package.json', '{}');
    const wasm = write('wasm-out/x.wasm', 'x');
    const plain = write('dist/plain.js', 'exports.a = 1;');
    write('dist/tensor.js', 'export class Tensor {}');
    assert.deepEqual(readDeepImport(found('tfjs-backend-wasm'), 'wasm-out/x.wasm'), { kind: 'file', file: wasm });
    assert.deepEqual(readDeepImport(found('tfjs-node'), 'dist/plain'), { kind: 'file', file: plain });
    const view = readDeepImport(found('tfjs-core'), 'dist/tensor');
    assert.ok(view.kind === 'view' && view.names.has('Tensor'));
  });

  it('finds values in the public face', () => {
    class Dense {}
    const engine = {};
    const face = {
      Tensor: 1,
      util: { assert: 2 },
      io: { assert: 'wrong', browserFiles: 3 },
      engine: () => engine,
      serialization: { SerializationMap: { getMap: () => ({ classNameMap: { Dense: [Dense, 0] } }) } },
    };
    assert.equal(findPublicValue('Tensor', '/p/dist/tensor.js', face), 1);
    assert.equal(findPublicValue('assert', '/p/dist/util_base.js', face), 2);
    assert.equal(findPublicValue('browserFiles', '/p/dist/io/browser_files.js', face), 3);
    assert.equal(findPublicValue('ENGINE', '/p/dist/engine.js', face), engine);
    assert.equal(findPublicValue('Dense', '/p/dist/layers/core.js', face), Dense);
    assert.equal(findPublicValue('Nothing', '/p/dist/x.js', face), undefined);
  });
});
