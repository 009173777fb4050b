import assert from 'node:assert/strict';
import { childEnvironment, cleanNodeOptions } from '../../../../extension/engine/launch/childEnvironment';

describe('cleanNodeOptions', () => {
  for (const [options, kept] of [
    ['', ''],
    ['--max-old-space-size=4096', '--max-old-space-size=4096'],
    ['--inspect --max-old-space-size=4096', '--max-old-space-size=4096'],
    ['--inspect-brk=127.0.0.1:9229', ''],
    ['--inspect-port 0 --trace-warnings', '--trace-warnings'],
    ['--require "/with space/bootloader.js" --no-warnings', '--no-warnings'],
    ['-r ./a.js --import=tsx --loader x', ''],
    ['--inspection', '--inspection'],
    ['--stack-trace-limit=50 --import tsx', '--stack-trace-limit=50'],
  ] as const)
    it(`${options || 'nothing'} → ${kept || 'nothing'}`, () => assert.equal(cleanNodeOptions(options), kept));
});

describe('childEnvironment', () => {
  const parent = {
    PATH: '/bin',
    VSCODE_PID: '1',
    ELECTRON_RUN_AS_NODE: '1',
    NODE_CHANNEL_FD: '3',
    NODE_OPTIONS: '--inspect',
    NONE: undefined,
  };
  it('is the parent’s without what is only the parent’s', () =>
    assert.deepEqual(childEnvironment(parent, {}, false), { PATH: '/bin' }));
  it('tells Electron that it is Node', () => assert.equal(childEnvironment({}, {}, true).ELECTRON_RUN_AS_NODE, '1'));
  it('the program’s own wins, whatever it is', () => {
    const own = { PATH: '/own', NODE_OPTIONS: '--inspect=0', VSCODE_X: '2' };
    assert.deepEqual(childEnvironment(parent, own, false), own);
  });
});
