import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../../extension/contributions';
import type { RunManifest } from '../../../extension/protocol/run';
import { activate, openFile, runToEnd, smallProgram, until, uriOf } from './workspaceFile';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const manifestOf = (runFolder: string): RunManifest =>
  JSON.parse(fs.readFileSync(path.join(runFolder, 'run.json'), 'utf8'));

describe('training', () => {
  it('leaves a run folder that says what the editor says, and a tree of its checkpoints', async () => {
    const api = await activate();
    await openFile('trained.ts', smallProgram());
    const state = await runToEnd(api, commands.train, 'trained.ts');
    assert.equal(state.error, null);
    assert.equal(state.status, 'completed');
    const manifest = manifestOf(state.path!);
    assert.equal(manifest.status, 'completed');
    assert.deepEqual(manifest.epochs, state.epochs);
    assert.deepEqual(
      state.epochs.map(e => e.epoch),
      [1, 2, 3],
    );

    const labels = await until('the tree', async () => {
      const runs = (await api.checkpoints.getChildren()) ?? [];
      const run = runs.find(n => n.kind === 'run' && n.program.endsWith('trained.ts') && n.item.id === state.id);
      const rows = run && (await api.checkpoints.getChildren(run));
      if (!rows?.length) return undefined;
      const items = await Promise.all(rows.map(row => api.checkpoints.getTreeItem(row)));
      return items.map(item => (typeof item.label === 'string' ? item.label : (item.label?.label ?? '')));
    });
    assert.ok(labels.includes(`step ${state.epochs.at(-1)!.step}`), labels.join());
  });

  it('saves an unsaved file first, as VS Code does before it runs one', async () => {
    const api = await activate();
    const document = await openFile('unsaved.ts', '// nothing yet\n');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), smallProgram(1));
    await vscode.workspace.applyEdit(edit);
    assert.ok(document.isDirty);
    const state = await runToEnd(api, commands.train, 'unsaved.ts');
    assert.equal(state.error, null);
    assert.equal(document.isDirty, false);
  });

  it('shows a syntax error at its line', async () => {
    const api = await activate();
    const document = await openFile('broken.ts', `${smallProgram()}\nconst x = = 1;\n`);
    const state = await runToEnd(api, commands.train, 'broken.ts');
    assert.equal(state.status, 'failed');
    const line = document.getText().split('\n').indexOf('const x = = 1;');
    await until('a diagnostic', () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .some(
          d =>
            d.source === 'layerglass' && d.range.start.line === line && d.severity === vscode.DiagnosticSeverity.Error,
        ),
    );
  });

  it('shows what a program throws at the line that threw', async () => {
    const api = await activate();
    const document = await openFile(
      'throws.ts',
      `import '@tensorflow/tfjs';\nfunction fail(): never {\n  throw new Error('out of cheese');\n}\nfail();\n`,
    );
    const state = await runToEnd(api, commands.train, 'throws.ts');
    assert.equal(state.status, 'failed');
    assert.match(state.error!.message, /out of cheese/);
    await until('a diagnostic', () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .some(d => d.message.includes('out of cheese') && d.range.start.line === 2),
    );
  });

  it('says in words that a program needs a browser', async () => {
    const api = await activate();
    await openFile(
      'page.ts',
      `import * as tf from '@tensorflow/tfjs';\ndocument.querySelector('#go');\ntf.sequential();\n`,
    );
    const state = await runToEnd(api, commands.train, 'page.ts');
    assert.equal(state.status, 'failed');
    assert.match(`${state.error!.message} ${state.error!.remedy}`, /browser/i);
  });

  it('stops when it is told to, with a checkpoint, and its process ends', async () => {
    const api = await activate();
    await openFile('endless.ts', smallProgram(1_000_000));
    const ended = runToEnd(api, commands.train, 'endless.ts');
    const runFolder = await until(
      'epochs',
      () => {
        const run = api.runs.find(r => r.program.endsWith('endless.ts'));
        return run && run.epochs.length > 1 && run.path ? run.path : undefined;
      },
      30_000,
    );
    const { pid } = manifestOf(runFolder).process;
    assert.ok(isAlive(pid));
    await vscode.commands.executeCommand(commands.stop);
    const state = await ended;
    assert.equal(state.status, 'stopped');
    assert.ok(state.checkpoints.some(c => c.reason === 'stop'));
    await until('the end of its process', () => !isAlive(pid), 5000);
  });

  it('runs two programs at once, each with its own run', async () => {
    const api = await activate();
    await openFile('first.ts', smallProgram(2));
    await openFile('second.ts', smallProgram(2));
    const [first, second] = await Promise.all([
      runToEnd(api, commands.train, 'first.ts'),
      runToEnd(api, commands.train, 'second.ts'),
    ]);
    assert.equal(first.error, null);
    assert.equal(second.error, null);
    assert.notEqual(first.path, second.path);
    assert.ok(fs.existsSync(uriOf('.layerglass').fsPath));
  });
});
