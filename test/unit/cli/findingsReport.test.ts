import assert from 'node:assert/strict';
import { findingsReport } from '../../../extension/cli/findingsReport';
import type { Terminal } from '../../../extension/cli/terminal';
import { finding } from './findingSamples';

const terminal = (hasColour = false): Terminal => ({
  isTty: hasColour,
  columns: 80,
  hasColour,
  write: () => undefined,
});
const places = { folder: '/home/me/repo/net', program: 'src/train.ts', here: '/home/me/repo' };
const text = (...args: [Parameters<typeof findingsReport>[1], number?]) =>
  findingsReport(terminal(), args[0], args[1] ?? 0, places);

describe('findingsReport', () => {
  it('is a line for each finding, what it means and what to do below it, and a summary', () => {
    assert.equal(
      text([
        finding({ related: [{ site: { file: 'src/model.ts', line: 3, column: 1 }, message: 'conv1: spread 1' }] }),
      ]),
      `net/src/model.ts:12:5 error poor-initialization Spread grows 180× from conv1 to conv4: use heNormal (conv4)
    The weights start too large.
    Use heNormal.
    net/src/model.ts:3:1 conv1: spread 1
1 finding: 1 error
`,
    );
  });
  it('says that there is nothing', () => assert.equal(text([]), 'no findings\n'));
  it('says how many a comment switches off', () => {
    assert.match(text([], 1), /^no findings; 1 more is switched off by a comment\n$/);
    assert.match(text([finding()], 3), /\n1 finding: 1 error; 3 more are switched off by comments\n$/);
  });
  it('counts by severity, the worst first', () => {
    const of = (severity: 'error' | 'warning' | 'info') => finding({ severity });
    assert.match(text([of('info'), of('warning'), of('error'), of('warning'), of('info')]), /\n5 findings: 1 error, 2 warnings, 2 info\n$/); // prettier-ignore
  });
  it('is in the order of the places, what has none last and with the program’s name', () => {
    const at = (file: string, line: number, column: number) => finding({ site: { file, line, column } });
    const given = [
      finding({ site: null, layer: null }),
      at('b.ts', 1, 1),
      at('a.ts', 10, 2),
      at('a.ts', 9, 30),
      at('a.ts', 10, 1),
    ];
    const lines = text(given).split('\n').filter(line => /^\S+ error/.test(line)); // prettier-ignore
    assert.deepEqual(
      lines.map(line => line.split(' ')[0]),
      ['net/a.ts:9:30', 'net/a.ts:10:1', 'net/a.ts:10:2', 'net/b.ts:1:1', 'net/src/train.ts'],
    );
  });
  it('leaves out sentences that a rule does not say', () => {
    assert.equal(text([finding({ meaning: '', advice: '' })]).split('\n').length, 3);
  });
  it('shows a path as it is given where it is not below the current folder', () => {
    const outside = finding({ site: { file: '../../../../etc/passwd', line: 1, column: 1 } });
    assert.match(text([outside]), /^\.\.\/\.\.\/\.\.\/\.\.\/etc\/passwd:1:1 error/);
    assert.match(findingsReport(terminal(), [finding()], 0, { ...places, folder: null }), /^src\/model\.ts:12:5 error/);
  });
  it('obeys no control character of a name, a message or a file', () => {
    const evil = '\x1b[2J\u202eevil\n::error::';
    const shown = text([
      finding({
        ...{ rule: evil, message: evil, meaning: evil, advice: evil, layer: evil },
        site: { file: evil, line: 1, column: 1 },
        related: [{ site: { file: evil, line: 2, column: 2 }, message: evil }],
      }),
    ]);
    assert.doesNotMatch(shown, /[\x1b\u202e]/);
    assert.equal(shown.trimEnd().split('\n').length, 5);
  });
  it('begins no line as a command to a build server', () => {
    const shown = text([finding({ site: { file: '::error file=x', line: 1, column: 1 } })]);
    assert.match(findingsReport(terminal(), [finding({ site: null })], 0, { ...places, folder: null, program: '##[x]' }), /^\.\/##/); // prettier-ignore
    assert.doesNotMatch(shown, /^::/m);
  });
  it('is coloured only for a terminal', () => {
    assert.match(findingsReport(terminal(true), [finding()], 0, places), /\x1b\[31merror\x1b\[0m/);
    assert.doesNotMatch(text([finding()]), /\x1b/);
  });
});
