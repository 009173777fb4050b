import assert from 'node:assert/strict';
import { inEditor } from '../driver/editorScenario';
import { endlessProgram, withProgram } from '../driver/programs';
import { waitForRun } from '../driver/runFolders';

const throwing = endlessProgram
  .replace(
    'const xs',
    'function onEpochEnd(epoch: number) {\n  if (epoch === 3) throw new Error("the oven is cold");\n}\n\nconst xs',
  )
  .replace('verbose: 0', 'verbose: 0, callbacks: { onEpochEnd }');
const lineOf = (program: string, text: string) => program.split('\n').findIndex(l => l.includes(text)) + 1;

describe('a bad day', () => {
  it(
    'in the program is told in its own words, with what is kept and a way to the line',
    inEditor(
      { file: 'throws.ts:4:11', prepare: withProgram('throws.ts', throwing) },
      async ({ workbench, workspace }) => {
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        const { manifest } = await waitForRun(workspace, run => run.endedAt !== null);
        assert.equal(manifest.status, 'failed');
        assert.ok(manifest.epochs.length > 2, 'what came before is lost');
        const failure = workbench.panel.getByRole('region', { name: 'What stopped the run' });
        await failure.getByText('the oven is cold').first().waitFor();
        const line = lineOf(throwing, 'the oven is cold');
        await failure.getByText(`throws.ts:${line}`).first().click();
        await workbench.cursorLine(line).waitFor();
        // The editor is as it was: it runs the next command.
        await workbench.run('View: Show Layerglass');
        await workbench.treeRow(/Run 1.*failed/).waitFor();
      },
    ),
  );

  it(
    'stops a loop that never yields when Stop is chosen',
    inEditor(
      {
        file: 'loop.ts:4:11',
        prepare: withProgram('loop.ts', `${endlessProgram}for (;;) Math.sqrt(2);\n`),
      },
      async ({ workbench, workspace }) => {
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        await waitForRun(workspace, run => run.models.length > 0);
        await workbench.run('Layerglass: Stop');
        const { manifest } = await waitForRun(workspace, run => run.endedAt !== null, 30_000);
        assert.equal(manifest.status, 'stopped');
      },
    ),
  );
});
