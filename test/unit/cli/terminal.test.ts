import assert from 'node:assert/strict';
import { blocks, paint, plain, plainLine, table, terminalOf } from '../../../extension/cli/terminal';

describe('terminal', () => {
  it('has colour on a TTY only, and not where NO_COLOR or a dumb terminal forbids it', () => {
    const { NO_COLOR, TERM } = process.env;
    const painted = (isTTY: boolean, environment: Record<string, string>) => {
      delete process.env.NO_COLOR;
      Object.assign(process.env, { TERM: 'xterm' }, environment);
      return paint(terminalOf({ isTTY, columns: 80, write: () => true }), 'red', 'x');
    };
    try {
      assert.equal(painted(true, {}), '\x1b[31mx\x1b[0m');
      assert.equal(painted(false, {}), 'x');
      assert.equal(painted(true, { NO_COLOR: '1' }), 'x');
      assert.equal(painted(true, { TERM: 'dumb' }), 'x');
    } finally {
      for (const [name, value] of Object.entries({ NO_COLOR, TERM }))
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
    }
  });
  it('aligns words left and numbers right', () => {
    assert.equal(table(['layer', 'n'], [['a', '1'], ['longer', '12']], [1]), 'layer    n\na        1\nlonger  12'); // prettier-ignore
  });
  it('has room for more rows than a call may have arguments', () => {
    const lines = table(
      ['n'],
      Array.from({ length: 300_000 }, (_, i) => [String(i)]),
      [0],
    ).split('\n');
    assert.deepEqual([lines.length, lines[0], lines.at(-1)], [300_001, '     n', '299999']);
  });
  it('draws counts on their own highest bin, and nothing for none', () => {
    assert.equal(blocks([0, 1, 8, 4]), ' ▂█▅');
    assert.equal(blocks([0, 0]), '  ');
    assert.equal(blocks([]), '');
  });
  it('shows control characters and direction marks instead of obeying them', () => {
    assert.equal(plain('a\x1b[31mb\u202ec\nd'), 'ab\ufffdc\ufffdd');
    assert.equal(plain('\u200fa\u200b\ufeff'), '\ufffda\ufffd\ufffd');
  });
  it('makes one line of several', () => {
    assert.equal(plainLine('Unknown: x.\n  1. y\r\n\n2. \x1b[2Jz\n'), 'Unknown: x. 1. y 2. z');
  });
});
