import assert from 'node:assert/strict';
import * as path from 'node:path';
import { panelTitle } from '../../../../extension/host/panel/panelTitle';

const at = (name: string): string => path.join(path.sep, ...name.split('/'));

describe('panelTitle', () => {
  it('is the name of the file', () => assert.equal(panelTitle(at('work/train.ts'), {}), 'Layerglass: train.ts'));

  it('stays with its program and tells others of that name apart', () => {
    const known = { 'Layerglass: train.ts': at('a/digits/train.ts') };
    assert.equal(panelTitle(at('a/digits/train.ts'), known), 'Layerglass: train.ts');
    assert.equal(panelTitle(at('a/loop/train.ts'), known), 'Layerglass: loop/train.ts');
    const more = { ...known, 'Layerglass: loop/train.ts': at('b/loop/train.ts') };
    assert.equal(panelTitle(at('a/loop/train.ts'), more), 'Layerglass: a/loop/train.ts');
  });

  it('takes a file named like a member of every object', () => {
    assert.equal(panelTitle(at('x/constructor'), {}), 'Layerglass: constructor');
  });
});
