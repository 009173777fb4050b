import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { commands, internalCommands } from '../../../extension/contributions';
import type { TreeNode } from '../../../extension/host/views/treeNodes';
import { activate, openFile, runToEnd, smallProgram, until, uriOf } from './workspaceFile';

/** A program that writes what it was started with into a file beside it. */
const tellingProgram = (file: string): string => `
import * as fs from 'node:fs';
import * as path from 'node:path';
fs.writeFileSync(path.join(__dirname, '${file}'), JSON.stringify({
  arguments: process.argv.slice(2), folder: process.cwd(), word: process.env.WORD ?? null,
}));
${smallProgram(1)}`;

const loudProgram = `
import { once } from 'node:events';
const block = ('x'.repeat(120) + '\\n').repeat(5000);
async function shout() {
  for (let i = 0; i < 500; i++) if (!process.stdout.write(block)) await once(process.stdout, 'drain');
}
void shout();
${smallProgram(1)}`;

async function withPrograms(programs: object, body: () => Promise<void>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('layerglass');
  await configuration.update('programs', programs, vscode.ConfigurationTarget.Workspace);
  try {
    await body();
  } finally {
    await configuration.update('programs', undefined, vscode.ConfigurationTarget.Workspace);
  }
}

describe('host', () => {
  it('inspects without a run folder, and knows the layers afterwards, fresh until the text changes', async () => {
    const api = await activate();
    const document = await openFile('inspected.ts', smallProgram());
    const state = await runToEnd(api, commands.inspect, 'inspected.ts');
    assert.equal(state.error, null);
    assert.equal(state.mode, 'inspect');
    assert.equal(state.epochs.length, 0);
    const layers = await until('layers', () => {
      const found = api.knowledge.layersIn(document.uri);
      return found.length === 2 && found.every(l => l.snapshot) ? found : undefined;
    });
    assert.deepEqual(
      layers.map(l => [l.layer.site?.line, l.layer.parameters, l.moment]),
      [
        [5, 40, 'before training'],
        [6, 9, 'before training'],
      ],
    );
    const whole = await api.knowledge.histogramsOf(layers[0]!);
    assert.equal(whole?.weights.kernel?.count, 32);
    assert.ok(whole.weights.kernel.buckets);
    const rows = (await api.checkpoints.getChildren()) ?? [];
    assert.ok(!rows.some(n => n.kind === 'run' && n.program === document.uri.fsPath));

    assert.equal(api.knowledge.isStale(document.uri), false);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '\n');
    await vscode.workspace.applyEdit(edit);
    assert.equal(api.knowledge.isStale(document.uri), true);
    await vscode.commands.executeCommand('undo');
    assert.equal(api.knowledge.isStale(document.uri), false);
  });

  it('inspects the program when a lens is clicked before any run, and shows the layer', async () => {
    const api = await activate();
    const text = smallProgram();
    const document = await openFile('lens.ts', text);
    await vscode.commands.executeCommand(
      internalCommands.inspectLayer,
      document.uri.toString(),
      text.indexOf('tf.layers'),
    );
    const panel = api.panels.find(p => p.program === document.uri.fsPath);
    assert.equal(panel?.key, 'inspect');
    assert.equal(api.runs.find(r => r.program === 'lens.ts')?.status, 'completed');
  });

  it('starts a program with the arguments, folder, environment and entry of the settings', async () => {
    const api = await activate();
    await openFile('settings/program.ts', tellingProgram('told.json'));
    await openFile('settings/part.ts', 'export const nothing = 1;\n');
    const programs = {
      'settings/part.ts': { entry: 'settings/program.ts' },
      'settings/program.ts': { arguments: ['--a', 'b c'], folder: 'settings', environment: { WORD: 'word' } },
    };
    await withPrograms(programs, async () => {
      const ended = runToEnd(api, 'vscode.open', 'settings/program.ts');
      await vscode.commands.executeCommand(commands.train, uriOf('settings/part.ts'));
      assert.equal((await ended).error, null);
    });
    assert.deepEqual(JSON.parse(fs.readFileSync(uriOf('settings/told.json').fsPath, 'utf8')), {
      arguments: ['--a', 'b c'],
      folder: fs.realpathSync(uriOf('settings').fsPath),
      word: 'word',
    });
  });

  it('shows a checkpoint of the tree in the panel of its program, with its tooltip', async () => {
    const api = await activate();
    const document = await openFile('tooltip.ts', smallProgram(2));
    const state = await runToEnd(api, commands.train, 'tooltip.ts');
    const rows = await until('checkpoints', async () => {
      const runs = ((await api.checkpoints.getChildren()) ?? []) as TreeNode[];
      const run = runs.find(n => n.kind === 'run' && n.runFolder === state.path);
      const found = run && (await api.checkpoints.getChildren(run));
      return found?.length ? found : undefined;
    });
    const [newest] = rows;
    const item = await api.checkpoints.getTreeItem(newest!);
    assert.match(String(item.description), /val 0\.\d{4}|val \d/);
    const token = new vscode.CancellationTokenSource().token;
    const resolved = await api.checkpoints.resolveTreeItem!(item, newest!, token);
    const { value, isTrusted, supportHtml } = resolved!.tooltip as vscode.MarkdownString;
    assert.match(value, /Histogram of all weights/);
    assert.match(value, /validation&nbsp;loss/);
    assert.ok(!isTrusted && !supportHtml);

    await vscode.commands.executeCommand(item.command!.command, ...item.command!.arguments!);
    const panel = api.panels.find(p => p.program === document.uri.fsPath);
    assert.equal(panel?.key, state.path);
  });

  it('goes on while a program writes 300 MB', async function () {
    this.timeout(120_000);
    const api = await activate();
    await openFile('loud.ts', loudProgram);
    let longestMs = 0;
    let lastMs = performance.now();
    const timer = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 20);
    try {
      const state = await runToEnd(api, commands.train, 'loud.ts');
      assert.equal(state.error, null);
      assert.equal(state.status, 'completed');
    } finally {
      clearInterval(timer);
    }
    // it writes for far longer than this: a host that waited for it would be still all the while
    assert.ok(longestMs < 10_000, `the host stood still for ${Math.round(longestMs)} ms`);
  });

  it('says why it does not run a file that is none', async () => {
    await activate();
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: smallProgram() });
    await vscode.window.showTextDocument(document);
    const api = await activate();
    const before = api.runs.length;
    await vscode.commands.executeCommand(commands.train);
    assert.equal(api.runs.length, before);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('keeps one panel for each program', async () => {
    const api = await activate();
    await openFile('one.ts', smallProgram(1));
    await runToEnd(api, commands.train, 'one.ts');
    await runToEnd(api, commands.train, 'one.ts');
    assert.equal(api.panels.filter(p => path.basename(p.program) === 'one.ts').length, 1);
  });
});
