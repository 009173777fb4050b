import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activate, openFile } from './workspaceFile';

describe('activation', () => {
  it('loads neither a parser nor a bundler nor TensorFlow.js, and needs none for lenses', async () => {
    const { activationMs } = await activate();
    console.log(`activate() took ${activationMs.toFixed(1)} ms`);
    const document = await openFile('digits/train.ts');
    await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri);
    const heavy = Object.keys(require.cache).filter(f =>
      /node_modules[\\/](typescript|esbuild|@tensorflow)[\\/]/.test(f),
    );
    assert.deepEqual(heavy, []);
  });
});
