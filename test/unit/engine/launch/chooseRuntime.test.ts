import assert from 'node:assert/strict';
import { chooseRuntime, type RuntimeTools } from '../../../../extension/engine/launch/chooseRuntime';

const request = { nodePath: null, backend: 'auto', nativeFolder: null, tensorflowPath: null } as const;
/** @param native runtimes in which native TensorFlow runs */
const tools = (native: (string | null)[], known: Partial<RuntimeTools> = {}): RuntimeTools => ({
  isElectron: true,
  hasNativePackage: () => true,
  runsNative: async ({ nodePath }) => native.includes(nodePath),
  nodeOnPath: async () => '/bin/node',
  ...known,
});
const fail = (): never => assert.fail('asked for nothing');
const asksNothing = { runsNative: fail, nodeOnPath: fail };

describe('chooseRuntime', () => {
  it('takes what was set', async () =>
    assert.equal(await chooseRuntime({ ...request, nodePath: '/n' }, '/p', tools([], asksNothing)), '/n'));
  it('asks nothing where it is Node itself, or nothing native is there or wanted', async () => {
    assert.equal(await chooseRuntime(request, '/p', tools([], { ...asksNothing, isElectron: false })), null);
    assert.equal(
      await chooseRuntime(request, '/p', tools([], { ...asksNothing, hasNativePackage: () => false })),
      null,
    );
    assert.equal(await chooseRuntime({ ...request, backend: 'wasm' }, '/p', tools([], asksNothing)), null);
  });
  it('stays with the editor’s runtime where that does it', async () =>
    assert.equal(await chooseRuntime(request, '/p', tools([null, '/bin/node'])), null));
  it('takes a Node on the path where only that does it', async () =>
    assert.equal(await chooseRuntime(request, '/p', tools(['/bin/node'])), '/bin/node'));
  it('stays where none does it', async () => {
    assert.equal(await chooseRuntime(request, '/p', tools([])), null);
    assert.equal(await chooseRuntime(request, '/p', tools([], { nodeOnPath: async () => null })), null);
  });
});
