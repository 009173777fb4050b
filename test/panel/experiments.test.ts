import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { firstLossFigure } from '../../extension/core/stats/candidateWord';
import { formatFigure } from '../../extension/core/stats/formatFigure';
import type { RunState } from '../../extension/protocol/runState';
import { PanelHarness } from './harness/panelPage';
import { themeNames } from './harness/themes';

const asked = (page: Page, name: string) =>
  page.evaluate(n => window.fakeHost.asked.filter(a => a.name === n).map(a => a.params), name);
const runIn = (page: Page) => page.evaluate(() => window.fakeHost.state()) as Promise<RunState>;
const show = (page: Page) => page.evaluate(() => window.fakeHost.send({ type: 'show', view: 'experiments' }));
const tab = (page: Page) => page.locator('#tab-experiments');
const answer = (page: Page) => page.locator('#view-experiments .section header p').first();

describe('the Experiments view', function () {
  let harness: PanelHarness;
  before(async function () {
    this.timeout(180_000);
    harness = await PanelHarness.start();
  });
  after(() => harness?.close());

  it('has a tab once there is something to show, or it was asked for', async () => {
    const { page } = await harness.open({ scenario: 'digits' });
    await harness.settle(page);
    assert.equal(await tab(page).isVisible(), false);
    // the arrows pass it by
    await page.locator('#tab-checkpoints').click();
    await page.keyboard.press('ArrowRight');
    await harness.settle(page);
    assert.equal(await page.locator('#view-experiments').isVisible(), false);
    await page.keyboard.press('4');
    await harness.settle(page);
    assert.equal(await tab(page).isVisible(), true);
    assert.equal(await page.locator('.nothing-compared').isVisible(), true);
    await page.context().close();

    const other = await harness.open({ scenario: 'initializers' });
    await harness.settle(other.page);
    assert.equal(await tab(other.page).isVisible(), true);
    await other.page.context().close();
  });

  it('offers the comparison where there is none, and only while nothing runs', async () => {
    const { page } = await harness.open({ scenario: 'completed' });
    await show(page);
    await harness.settle(page);
    await page.getByRole('button', { name: 'Compare initializers' }).click();
    assert.deepEqual(await asked(page, 'compareInitializers'), [{}]);
    await page.context().close();

    const running = await harness.open({ scenario: 'digits' });
    await show(running.page);
    await harness.settle(running.page);
    assert.equal(await running.page.getByRole('button', { name: 'Compare initializers' }).isVisible(), false);
    await running.page.context().close();
  });

  it('says why there is nothing where the program failed', async () => {
    const { page } = await harness.open({ scenario: 'failed' });
    await show(page);
    await harness.settle(page);
    assert.match(
      await page.locator('.nothing-compared').innerText(),
      /The last run failed: Error: Based on the provided/,
    );
    await page.context().close();
  });

  it('answers, marks the best by a word, and proposes the edit with its line', async () => {
    const { page, errors } = await harness.open({ scenario: 'initializers' });
    await show(page);
    await harness.settle(page);
    assert.match(
      await answer(page).innerText(),
      /^heNormal keeps the spread from layer to layer, .* As written it grows ×/,
    );
    const canvas = page.locator('#view-experiments canvas');
    assert.match((await canvas.getAttribute('aria-label'))!, /heNormal keeps the spread/);
    await page.getByRole('button', { name: 'Use heNormal on conv1, conv2, dense1, dense2' }).click();
    assert.deepEqual(await asked(page, 'useInitializers'), [{ key: 'run15', model: 'sequential_1' }]);
    await page.locator('#view-experiments .comparison-actions .site').click();
    assert.deepEqual((await asked(page, 'reveal')).at(-1), {
      site: { file: 'train.ts', line: 17, column: 13 },
      focus: true,
    });
    await page.getByRole('button', { name: 'Run again' }).click();
    assert.deepEqual(await asked(page, 'compareInitializers'), [{}], 'a comparison is compared again');
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('has the chart’s figures in its table', async () => {
    const { page } = await harness.open({ scenario: 'initializers' });
    await show(page);
    await page.keyboard.press('t');
    await harness.settle(page);
    const [comparison] = (await runIn(page)).initializers;
    const rows = await page
      .locator('#view-experiments tbody tr:not(.spacer)')
      .evaluateAll(list => list.map(tr => [...tr.querySelectorAll('td')].map(td => td.innerText.trim())));
    const expected = comparison!.runs.flatMap(run => [
      [run.id, '', firstLossFigure(run)],
      ...run.layers.map(l => [l.name, formatFigure(l.summary.std), '']),
    ]);
    assert.deepEqual(
      rows.map(r => [r[0]!.replace(/\s*best$/i, ''), r[2], r[5]]),
      expected,
    );
    assert.deepEqual(
      rows.filter(r => /\bbest$/i.test(r[0]!)).map(r => r[0]!.split(/\s/)[0]),
      ['heNormal'],
    );
    await page.context().close();
  });

  it('is used by the keyboard: from value to value, to the line', async () => {
    const { page } = await harness.open({ scenario: 'initializers' });
    await show(page);
    await harness.settle(page);
    await page.locator('#view-experiments canvas').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const [first] = (await runIn(page)).initializers[0]!.runs;
    const live = page.locator('.live-region');
    await live.filter({ hasText: 'as written, dense1: standard deviation' }).waitFor({ state: 'attached' });
    assert.ok((await live.innerText()).includes(formatFigure(first!.layers[2]!.summary.std)));
    await page.keyboard.press('End');
    await live.filter({ hasText: /^by activation, dense1/ }).waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    assert.deepEqual((await asked(page, 'reveal')).at(-1), {
      site: { file: 'train.ts', line: 23, column: 13 },
      focus: true,
    });
    await page.context().close();
  });

  it('says how far it is, keeps the place of what comes, and follows', async () => {
    const { page } = await harness.open({ scenario: 'comparing' });
    await show(page);
    await harness.settle(page);
    assert.match(await answer(page).innerText(), /^Candidate 3 of 6, 1 s left …$/);
    const height = () => page.locator('#view-experiments canvas').evaluate(c => c.clientHeight);
    const before = await height();
    await page.evaluate(() => {
      const { initializers } = window.fakeHost.state()!;
      const [comparison] = initializers;
      const runs = [...comparison!.runs, ...comparison!.runs.map(r => ({ ...r, id: `${r.id} again` }))];
      window.fakeHost.run({
        type: 'initializers',
        comparison: { ...comparison!, runs, verdict: { best: null, strong: 'None fits', sentence: '.', remedy: null } },
      });
      window.fakeHost.run({ type: 'ended', status: 'completed' });
    });
    await answer(page).filter({ hasText: 'None fits.' }).waitFor();
    assert.equal(await height(), before);
    assert.equal(await page.locator('#view-experiments .comparison-actions vscode-button').isVisible(), false);
    await page.context().close();
  });

  for (const theme of themeNames)
    it(`is drawn in the theme ${theme} without an error`, async () => {
      for (const scenario of ['initializers', 'deepInitializers', 'comparing']) {
        const { page, errors } = await harness.open({ scenario, theme });
        await show(page);
        await harness.settle(page);
        assert.deepEqual(errors, [], scenario);
        await page.context().close();
      }
    });

  it('fits a panel of 380 px: nothing is wider than it', async () => {
    for (const scenario of ['initializers', 'deepInitializers', 'comparing', 'completed'])
      for (const isTable of [false, true]) {
        const { page } = await harness.open({ scenario, width: 380, height: 900 });
        await show(page);
        if (isTable) await page.keyboard.press('t');
        await harness.settle(page);
        const wide = await page
          .locator('#view-experiments *')
          .evaluateAll(list =>
            list
              .filter(e => e.getClientRects().length > 0 && e.getBoundingClientRect().right > innerWidth + 0.5)
              .map(e => `${e.tagName}.${e.className}`),
          );
        assert.deepEqual(wide, [], `${scenario}${isTable ? ', table' : ''}`);
        await page.context().close();
      }
  });
});
