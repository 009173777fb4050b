import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { initialSelection, type Selection } from '../../webview/state/selection';
import { PanelHarness } from './harness/panelPage';

const asked = (page: Page, name: string) =>
  page.evaluate(n => window.fakeHost.asked.filter(a => a.name === n).map(a => a.params), name);
const row = (page: Page, key: string) => page.locator(`#view-checkpoints .tree tr[data-key="${key}"]`);
const step = (page: Page, count: number, run = 'run15') => row(page, `step checkpoints/step-${count} ${run}`);
const marks = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('#view-checkpoints .tree .ab')].map(
      mark => `${mark.textContent} ${mark.closest('tr')!.dataset['key']}`,
    ),
  );
const text = (page: Page, selector: string) => page.locator(`#view-checkpoints ${selector}`).first().innerText();

describe('the Checkpoints view', function () {
  let harness: PanelHarness;
  before(async function () {
    this.timeout(180_000);
    harness = await PanelHarness.start();
  });
  after(() => harness?.close());

  async function open(scenario: string, patch: Partial<Selection> = {}) {
    const saved: Selection = { ...initialSelection, runKey: 'run15', view: 'checkpoints', ...patch };
    const opened = await harness.open({ scenario, saved, height: 1400 });
    await harness.settle(opened.page);
    return opened;
  }

  it('compares the last one with the first until others are chosen, by mouse and by keys', async () => {
    const { page, errors } = await open('digits');
    assert.deepEqual(await marks(page), ['B step checkpoints/step-3870 run15', 'A step checkpoints/step-0 run15']);
    assert.deepEqual((await asked(page, 'compareCheckpoints'))[0], {
      a: { key: 'run15', path: 'checkpoints/step-0' },
      b: { key: 'run15', path: 'checkpoints/step-3870' },
    });
    assert.match(await text(page, '.checkpoint-changes header'), /moved most; no layer stood still/);
    await step(page, 3010).click();
    await step(page, 860).click({ modifiers: ['Control'] });
    await harness.settle(page);
    assert.deepEqual(await marks(page), ['B step checkpoints/step-3010 run15', 'A step checkpoints/step-860 run15']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('a');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await harness.settle(page);
    assert.deepEqual(await marks(page), ['B step checkpoints/step-3870 run15', 'A step checkpoints/step-430 run15']);
    await page.locator('.compare-bar vscode-button[aria-label="Swap A and B"]').click();
    await harness.settle(page);
    assert.deepEqual(await marks(page), ['A step checkpoints/step-3870 run15', 'B step checkpoints/step-430 run15']);
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('unfolds another run without showing it, and compares across runs with what is unmatched', async () => {
    const { page } = await open('digits');
    await row(page, 'run run14').click();
    await harness.settle(page);
    assert.deepEqual(await asked(page, 'checkpointsOf'), [{ key: 'run14' }]);
    assert.deepEqual(await asked(page, 'chooseRun'), []);
    await step(page, 430, 'run14').focus();
    await page.keyboard.press('a');
    await harness.settle(page);
    assert.deepEqual(((await asked(page, 'compareCheckpoints')).at(-1) as { a: unknown }).a, {
      key: 'run14',
      path: 'checkpoints/step-430',
    });
    await page.locator('.unmatched p').filter({ hasText: 'Only in A: extra/kernel.' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    assert.deepEqual(await asked(page, 'chooseRun'), [{ key: 'run14' }]);
    await page.context().close();
  });

  it('asks for what the menu and the buttons say', async () => {
    const { page } = await open('digits');
    await step(page, 860).click({ button: 'right' });
    const items = await page.locator('.menu [role=menuitem]').allInnerTexts();
    assert.deepEqual(
      items.map(t => t.split('\n')[0]),
      [
        ...['Compare as A', 'Compare as B', 'Resume', 'Restore into Inspect', 'Rename…', 'Pin', 'Delete'],
        ...['Reveal folder', 'Copy path', 'Copy code that loads it', 'Export…'],
      ],
    );
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const at = [{ key: 'run15', path: 'checkpoints/step-860' }];
    assert.deepEqual(await asked(page, 'checkpointCommand'), [{ do: 'export', at }]);
    await page.locator('.compare-bar vscode-button[appearance=primary]').click();
    const b = [{ key: 'run15', path: 'checkpoints/step-3870' }];
    assert.deepEqual((await asked(page, 'checkpointCommand')).at(-1), { do: 'resume', at: b });
    await page.locator('.tree .cell-link').first().click();
    assert.deepEqual(await asked(page, 'showSetting'), [{ name: 'checkpoints.maxCount' }]);
    await page.context().close();
  });

  it('finds and sorts', async () => {
    const { page } = await open('digits');
    await page.locator('.tree vscode-text-field input').fill('val_loss<0.05');
    await harness.settle(page);
    const found = page.locator('.tree tr[data-key^="step "][data-key$=" run15"]');
    const state = await page.evaluate(() => window.fakeHost.state()!.checkpoints);
    const low = state.filter(c => !c.dropped && (c.metrics['val_loss'] ?? 1) < 0.05);
    assert.equal(await found.count(), low.length);
    await page.locator('.tree vscode-text-field input').fill('nonsense');
    await harness.settle(page);
    assert.equal(await text(page, '.tree > p'), 'Nothing is found.');
    await page.keyboard.press('Escape');
    await page.locator('.tree th .sort', { hasText: 'val loss' }).click();
    await harness.settle(page);
    assert.equal(await found.first().getAttribute('data-key'), 'step checkpoints/step-430 run15');
    await page.context().close();
  });

  it('moves B on the line of time, and the figures follow', async () => {
    const { page } = await open('digits');
    const handle = page.locator('.ab-handle.b');
    await handle.focus();
    await page.keyboard.press('ArrowLeft');
    await harness.settle(page);
    assert.match((await handle.getAttribute('aria-valuetext'))!, /^step 3,440, epoch 8, validation loss/);
    const box = (await page.locator('.time-stage').boundingBox())!;
    await page.locator('.ab-handle.a').hover();
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.22, box.y + 80);
    await page.mouse.up();
    await harness.settle(page);
    assert.equal((await marks(page))[1], 'A step checkpoints/step-860 run15');
    await page.keyboard.press('t');
    await harness.settle(page);
    assert.equal(await page.locator('.checkpoint-time tbody tr').count(), 10);
    await page.context().close();
  });

  it('says that there is none, that there is one, and what went wrong, with a way to try again', async () => {
    const none = await open('noCheckpoints');
    assert.match(await text(none.page, '.checkpoint-metrics'), /^No checkpoint yet/);
    await none.page.context().close();
    const one = await open('oneCheckpoint');
    assert.match(await text(one.page, '.checkpoint-metrics'), /only one checkpoint so far/);
    assert.equal(await one.page.locator('.checkpoint-changes').isVisible(), false);
    await one.page.context().close();
    const { page } = await open('digits', { view: 'training' });
    const error = { code: 'damaged', message: 'weights.bin has other bytes.', remedy: 'Choose another one.' };
    await page.evaluate(e => window.fakeHost.refuse('compareCheckpoints', e), error);
    await page.keyboard.press('3');
    await harness.settle(page);
    assert.equal(await text(page, '.read-state p'), 'weights.bin has other bytes. Choose another one.');
    await page.evaluate(() => window.fakeHost.refuse('compareCheckpoints', null));
    await page.locator('.checkpoint-changes .read-state vscode-button').filter({ visible: true }).click();
    await harness.settle(page);
    assert.match(await text(page, '.checkpoint-changes header'), /moved most/);
    await page.context().close();
  });

  it('says how far a long comparison is, and lets it be cancelled and begun again', async () => {
    const { page } = await open('digits', { view: 'training' });
    await page.evaluate(() => window.fakeHost.stall('compareCheckpoints'));
    await page.keyboard.press('3');
    const state = page.locator('.checkpoint-changes .read-state');
    await state.getByText(/^Comparing A and B … 25 %, \d s left$/).waitFor();
    await state.getByText('Cancel', { exact: true }).click();
    await state.getByText('Cancelled', { exact: true }).waitFor();
    await state.getByText('Try again').click();
    await harness.settle(page);
    assert.match(await text(page, '.checkpoint-changes header'), /moved most/);
    await page.context().close();
  });

  it('shows a new checkpoint of a live run without moving what was chosen', async () => {
    const { page } = await open('digits');
    await step(page, 860).click();
    await page.evaluate(() => {
      const last = window.fakeHost.state()!.checkpoints.at(-1)!;
      const next = { ...last, step: 4300, epoch: 10, path: 'checkpoints/step-4300' };
      window.fakeHost.run({ type: 'checkpoint', checkpoint: next });
    });
    await step(page, 4300).waitFor();
    assert.equal((await marks(page))[0], 'B step checkpoints/step-860 run15');
    await page.context().close();
  });
});
