import assert from 'node:assert/strict';
import { installCommand, packageNameOf } from '../../../../extension/core/packages/installCommand';

describe('installCommand', () => {
  const having =
    (...files: string[]) =>
    (folder: string, file: string) =>
      files.includes(`${folder}/${file}`);
  for (const [file, command] of [
    ['package-lock.json', 'npm install'],
    ['yarn.lock', 'yarn add'],
    ['pnpm-lock.yaml', 'pnpm add'],
    ['bun.lock', 'bun add'],
    ['bun.lockb', 'bun add'],
  ])
    it(`${file}: ${command}`, () => assert.equal(installCommand('x', ['/a'], having(`/a/${file}`)), `${command} x`));

  it('takes the lock file that is nearest', () =>
    assert.equal(installCommand('x', ['/a/b', '/a'], having('/a/yarn.lock', '/a/b/pnpm-lock.yaml')), 'pnpm add x'));
  it('is npm where there is none', () => assert.equal(installCommand('x', ['/a'], having()), 'npm install x'));
});

describe('packageNameOf', () => {
  for (const [specifier, name] of [
    ['a', 'a'],
    ['a/b/c', 'a'],
    ['@s/a', '@s/a'],
    ['@s/a/b', '@s/a'],
    ['./a', null],
    ['../a', null],
    ['/a', null],
    ['#a', null],
    ['@s', null],
    ['node:fs', null],
    ['C:\\a', null],
    ['', null],
  ] as const)
    it(`${JSON.stringify(specifier)} → ${name}`, () => assert.equal(packageNameOf(specifier), name));
});
