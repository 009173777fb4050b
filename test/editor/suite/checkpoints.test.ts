import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../../extension/contributions';
import { readCheckpoints } from '../../../extension/core/runs/readCheckpoints';
import type { TestApi } from '../../../extension/host/testApi';
import type { CheckpointNode, RunNode } from '../../../extension/host/views/treeNodes';
import { activate, openFile, runToEnd, smallProgram, until } from './workspaceFile';

/** The rows of a run's checkpoints, once there are some. */
async function rowsOf(api: TestApi, runFolder: string | null): Promise<CheckpointNode[]> {
  return until('checkpoints', async () => {
    const runs = (await api.checkpoints.getChildren()) ?? [];
    const run = runs.find((n): n is RunNode => n.kind === 'run' && n.runFolder === runFolder);
    const rows = run && ((await api.checkpoints.getChildren(run)) as CheckpointNode[]);
    return rows?.some(r => r.record) ? rows : undefined;
  });
}

describe('checkpoints', () => {
  it('of a run that has ended are pinned and deleted in its folder, several at once', async () => {
    const api = await activate();
    await openFile('kept.ts', smallProgram(2));
    const { path: runFolder } = await runToEnd(api, commands.train, 'kept.ts');
    assert.ok(runFolder);
    const rows = await rowsOf(api, runFolder);
    await vscode.commands.executeCommand(commands.pinCheckpoint, rows[0], rows.slice(0, 2));
    const pinned = readCheckpoints(runFolder).filter(r => r.pinned);
    assert.deepEqual(
      pinned.map(r => r.step),
      [rows[1]?.record?.step, rows[0]?.record?.step],
    );
    assert.match((await rowsOf(api, runFolder))[0]?.row.description ?? '', /pinned/);

    // one that is not selected is alone
    await vscode.commands.executeCommand(commands.deleteCheckpoint, rows[0], rows.slice(1));
    assert.deepEqual(
      readCheckpoints(runFolder)
        .filter(r => r.isTrashed)
        .map(r => r.path),
      [rows[0]?.record?.path],
    );
    assert.ok(!(await rowsOf(api, runFolder)).some(r => r.record?.path === rows[0]?.record?.path));

    // what is deleted is there until the person agrees that it goes
    const place = path.join(runFolder, rows[0]!.record!.path);
    const run = (await api.checkpoints.getChildren())!.find(n => n.kind === 'run' && n.runFolder === runFolder);
    const answers: (string | undefined)[] = [undefined, 'Empty Trash'];
    const window = vscode.window as { showWarningMessage: unknown };
    const ask = window.showWarningMessage;
    window.showWarningMessage = async () => answers.shift();
    try {
      await vscode.commands.executeCommand(commands.emptyTrash, run);
      assert.equal(readCheckpoints(runFolder).find(r => r.isTrashed)?.dropped, false);
      await vscode.commands.executeCommand(commands.emptyTrash, run);
    } finally {
      window.showWarningMessage = ask;
    }
    assert.deepEqual(answers, []);
    assert.ok(!fs.existsSync(place));
    assert.ok(readCheckpoints(runFolder).every(r => !r.isTrashed || r.dropped));
  });

  it('of a run that goes on are changed by the run itself', async () => {
    const api = await activate();
    await openFile('going.ts', smallProgram(1_000_000));
    const ended = runToEnd(api, commands.train, 'going.ts');
    const going = () => api.runs.find(r => r.program.endsWith('going.ts'));
    const runFolder = await until('its folder', () => going()?.path ?? undefined, 30_000);
    const [first] = (await rowsOf(api, runFolder)).filter(r => r.record).reverse();
    const record = () => going()?.checkpoints.find(c => c.path === first?.record?.path);
    await vscode.commands.executeCommand(commands.pinCheckpoint, first);
    assert.equal(record()?.pinned, true);
    await vscode.commands.executeCommand(commands.unpinCheckpoint, first);
    assert.equal(record()?.pinned, false);
    await vscode.commands.executeCommand(commands.deleteCheckpoint, first);
    assert.equal(record()?.isTrashed, true);
    await vscode.commands.executeCommand(commands.stop);
    assert.equal((await ended).status, 'stopped');
  });
});
