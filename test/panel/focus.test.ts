// The focus stays where a person is: a key that chooses a view leads there, and what is drawn anew does not take it away.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { PanelHarness } from './harness/panelPage';

/** The row or the element that has the focus. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.closest('[data-key]')?.getAttribute('data-key') ?? activeElement?.id;
  });
const heads = (page: Page, table: string) => page.locator(`table[aria-label="${table}"] thead th`).count();

describe('the focus', function () {
  let harness: PanelHarness;
  before(async function () {
    this.timeout(180_000);
    harness = await PanelHarness.start();
  });
  after(() => harness?.close());

  it('goes to the tab of the view that a digit chooses, and Tab goes on from there', async () => {
    const { page } = await harness.open({ scenario: 'digits' });
    await page.locator('table[aria-label="Epochs"] tbody tr[data-key]').nth(1).click();
    for (const [key, view] of [
      ['2', 'layers'],
      ['3', 'checkpoints'],
      ['1', 'training'],
    ] as const) {
      await page.keyboard.press(key);
      assert.equal(await focused(page), `tab-${view}`);
      assert.equal(await page.locator(`#view-${view}`).isVisible(), true);
    }
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Run');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowRight');
    await page.locator('#view-layers').waitFor();
    // it is there already: the focus stays in it
    await page.locator('#view-layers tr[data-key="dense1"]').click();
    await page.keyboard.press('2');
    assert.equal(await focused(page), 'dense1');
    await page.context().close();
  });

  it('stays in a row whose table gets a column more', async () => {
    const { page } = await harness.open({ scenario: 'digits' });
    await page.locator('table[aria-label="Epochs"] tbody tr[data-key]').nth(1).click();
    const [row, before] = [await focused(page), await heads(page, 'Epochs')];
    await page.evaluate(() => {
      const last = window.fakeHost.state()!.epochs.at(-1)!;
      const epoch = { ...last, epoch: last.epoch + 1, step: last.step + 430, metrics: { ...last.metrics, mse: 0.5 } };
      window.fakeHost.run({ type: 'epoch', epoch });
    });
    await page.waitForFunction(
      count => document.querySelectorAll('table[aria-label="Epochs"] thead th').length > count,
      before,
    );
    assert.equal(await focused(page), row);
    await page.context().close();
  });

  it('stays in a row that goes to another place', async () => {
    const { page } = await harness.open({ scenario: 'digits' });
    await page.keyboard.press('2');
    const rows = page.locator('#view-layers table[aria-label="Layers"] tbody tr[data-key]');
    const placeOf = () => rows.evaluateAll(all => all.indexOf(document.activeElement as HTMLElement));
    const places = new Set<number>();
    await rows.last().click();
    const row = await focused(page);
    // by parameters, the other way, and as they were
    for (let i = 0; i < 3; i++) {
      await page.locator('#view-layers th.column-params .sort').evaluate((head: HTMLElement) => head.click());
      await harness.settle(page);
      assert.equal(await focused(page), row);
      places.add(await placeOf());
    }
    assert.ok(places.size > 1 && !places.has(-1), [...places].join());
    await page.context().close();
  });
});
