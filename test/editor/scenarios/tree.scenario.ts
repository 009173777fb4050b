import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inEditor } from '../driver/editorScenario';
import { endlessProgram, withProgram } from '../driver/programs';
import { waitForRun } from '../driver/runFolders';

const program = endlessProgram
  .replace('1_000_000', '200')
  .replace('verbose: 0', 'verbose: 0, callbacks: { onEpochEnd }')
  .replace('const model', 'const onEpochEnd = () => new Promise(resolve => setTimeout(resolve, 20));\nconst model');

/** What the extension hosts of this server have logged. */
function hostLogs(folder: string): string {
  return fs
    .readdirSync(folder, { recursive: true })
    .map(String)
    .filter(f => f.endsWith('exthost.log'))
    .map(f => fs.readFileSync(path.join(folder, f), 'utf8'))
    .join('\n');
}

describe('the tree Checkpoints', () => {
  it(
    'follows runs while it is seen, without losing a row that VS Code asks about',
    inEditor(
      { file: 'steady.ts:4:11', prepare: withProgram('steady.ts', program) },
      async ({ workbench, workspace }) => {
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('View: Show Layerglass');
        for (const id of [1, 2]) {
          await workbench.sourceLine('sequential').first().click();
          await workbench.run('Layerglass: Train Model');
          // A busy browser may come to look when the second one, which starts sooner, has ended.
          await workbench.treeRow(new RegExp(id === 1 ? 'Run 1.*running' : 'Run 2.*(running|loss)')).waitFor();
          await workbench
            .treeRow(/step \d+.*best/)
            .first()
            .waitFor();
          await waitForRun(workspace, run => run.id === id && run.endedAt !== null);
          await workbench.treeRow(new RegExp(`Run ${id}.*loss`)).waitFor();
        }
        const logs = hostLogs(workbench.server.folder);
        assert.match(logs, /Extension host with pid/);
        assert.doesNotMatch(logs, /No tree item|\[error\]/);
      },
    ),
  );
});
