import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readCheckpoints } from '../../../extension/core/runs/readCheckpoints';
import { inEditor, picturesFolder } from '../driver/editorScenario';
import { withEpochs } from '../driver/programs';
import { readManifest, waitForRun } from '../driver/runFolders';

describe('checkpoints in the side bar', () => {
  it(
    'are hovered, pinned, renamed, deleted and brought back, copied, filtered, compared and resumed',
    inEditor(
      {
        file: 'digits/train.ts:21:13',
        prepare: withEpochs('digits/train.ts', 2),
        viewport: { width: 1500, height: 900 },
      },
      async ({ workbench, workspace }) => {
        const { page } = workbench;
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('View: Show Layerglass');
        await workbench.sourceLine('buildModel').first().click();
        await workbench.run('Layerglass: Train Model');
        const { runFolder } = await waitForRun(workspace, run => run.endedAt !== null);
        const records = readCheckpoints(runFolder);
        const [start, middle, last] = records;
        assert.ok(start && middle && last, JSON.stringify(records));
        // by what a screen reader says
        const row = (step: number) =>
          page.getByRole('treeitem', { name: new RegExp(`^step ${step.toLocaleString('en')},`) });
        await row(last.step).filter({ hasText: 'last' }).waitFor();
        await workbench.treeRow(/Run 1.*val/).waitFor();

        const menu = async (step: number, item: string) => {
          const entry = page.getByRole('menuitem', { name: item, exact: true });
          await workbench.retry(async () => {
            if (!(await entry.isVisible())) await row(step).click({ button: 'right', timeout: 3000 });
            await entry.click({ timeout: 3000 });
            // VS Code takes no click in the first moment of a menu
            await entry.waitFor({ state: 'detached', timeout: 1000 });
          });
        };
        const record = (step: number) => readCheckpoints(runFolder).find(r => r.step === step);

        // The hover: figures against the one before, and what it takes to go on.
        const hover = page.locator('.monaco-hover:visible', { hasText: 'validation loss' }).first();
        await workbench.retry(async () => {
          await page.mouse.move(800, 600);
          await row(middle.step).hover();
          await hover.waitFor({ timeout: 3000 });
        });
        const text = (await hover.innerText()).replace(/\s/g, ' ');
        assert.match(text, new RegExp(`Run 1 · step ${middle.step}\\b`));
        assert.match(text, /weights moved most/);
        await page.screenshot({ path: path.join(picturesFolder, 'checkpoints-hover.png') });
        await page.mouse.move(800, 600);

        // The keyboard and the context menu.
        await menu(middle.step, 'Pin Checkpoint');
        await row(middle.step).filter({ hasText: 'pinned' }).waitFor();
        assert.equal(record(middle.step)?.pinned, true);
        await row(middle.step).click();
        await page.keyboard.press('F2');
        await page.locator('.quick-input-widget:visible input.input').fill('half way');
        await page.keyboard.press('Enter');
        await row(middle.step).filter({ hasText: 'half way' }).waitFor();

        await row(start.step).click();
        await page.keyboard.press('Delete');
        await row(start.step).waitFor({ state: 'detached' });
        assert.equal(record(start.step)?.isTrashed, true);
        await workbench.toast(`Deleted step ${start.step} of run 1`).getByRole('button', { name: 'Undo' }).click();
        await row(start.step).waitFor();

        await menu(last.step, 'Copy Loading Code');
        const code = await workbench.retry(async () => {
          const text = await page.evaluate<string>(
            'new Promise(r => setTimeout(r, 100)).then(() => navigator.clipboard.readText())',
          );
          assert.match(text, /^const/);
          return text;
        });
        const [, file = ''] = /^const model = await tf\.loadLayersModel\('file:\/\/(.*)'\);$/.exec(code) ?? [];
        assert.ok(fs.existsSync(file) && file.endsWith('model.json'), code);

        await workbench.run('Layerglass: Filter Checkpoints…');
        await page.locator('.quick-input-widget:visible input.input').fill('pinned val_loss>0');
        await page.keyboard.press('Enter');
        await row(last.step).waitFor({ state: 'detached' });
        await row(middle.step).waitFor();
        await page.screenshot({ path: path.join(picturesFolder, 'checkpoints-filter.png') });
        await workbench.run('Layerglass: Clear Filter');
        await row(last.step).waitFor();

        await row(start.step).click();
        await row(last.step).click({ modifiers: ['ControlOrMeta'] });
        await menu(last.step, 'Compare Checkpoints');
        await workbench.panel.getByRole('tab', { name: 'Checkpoints', selected: true }).waitFor();

        // The slider moves B through time, and what is compared follows.
        const { panel } = workbench;
        await panel.locator('.ab-handle.b').focus();
        await page.keyboard.press('ArrowLeft');
        const bAt = (step: number) =>
          panel.locator(`.ab-handle.b[aria-valuetext^="step ${step.toLocaleString('en')},"]`);
        await bAt(middle.step).waitFor();
        await panel.locator('.checkpoint-changes header', { hasText: 'moved most' }).waitFor();
        await page.screenshot({ path: path.join(picturesFolder, 'checkpoints-slider.png') });
        await page.keyboard.press('End');
        await bAt(last.step).waitFor();

        // A new run that names the one it comes from.
        await menu(middle.step, 'Resume from Checkpoint');
        const resumed = await waitForRun(workspace, run => run.id === 2 && run.endedAt !== null);
        assert.equal(resumed.manifest.error, null);
        assert.deepEqual(resumed.manifest.resumedFrom?.step, middle.step);
        await workbench.treeRow(new RegExp(`Run 2.*resumed from run 1, step ${middle.step}`)).waitFor();
        await row(middle.step).filter({ hasText: 'resumed' }).waitFor();
        // The second epoch anew, and the same weights at its end to the bit.
        assert.deepEqual(
          resumed.manifest.epochs.map(({ epoch, metrics }) => ({ epoch, metrics })).filter(e => e.epoch > 0),
          readManifest(runFolder)
            .epochs.map(({ epoch, metrics }) => ({ epoch, metrics }))
            .filter(e => e.epoch > 1),
        );
        const [weights, again] = [runFolder, resumed.runFolder].map(folder =>
          fs.readFileSync(path.join(folder, last.path, readManifest(folder).models[0]!.name, 'weights.bin')),
        );
        assert.ok(weights && again && weights.equals(again), 'other weights than without the resume');
        await page.screenshot({ path: path.join(picturesFolder, 'checkpoints-resumed.png') });
      },
    ),
  );
});
