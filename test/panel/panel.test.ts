import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { formatLoss } from '../../extension/core/stats/formatFigure';
import type { RunState } from '../../extension/protocol/runState';
import { PanelHarness } from './harness/panelPage';
import { initialSelection } from '../../webview/state/selection';
import { themeNames } from './harness/themes';

const views = ['training', 'layers', 'checkpoints'] as const;
const cells = (page: Page, table: string) =>
  page.evaluate(
    label =>
      [...document.querySelectorAll(`.view:not([hidden]) table[aria-label="${label}"] tbody tr`)].map(tr =>
        [...tr.querySelectorAll('td')].map(td => td.innerText.trim()),
      ),
    table,
  );
const state = (page: Page) => page.evaluate(() => window.fakeHost.state()) as Promise<RunState>;
const asked = (page: Page, name: string) =>
  page.evaluate(n => window.fakeHost.asked.filter(a => a.name === n).map(a => a.params), name);
const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.closest('[data-key]')?.getAttribute('data-key') ?? document.activeElement?.id ?? '',
  );
/** So far below the page is drawn already: see DrawScheduler. */
const drawnMarginPx = 160;
/** Sections of the shown view that have their chart and are at most so far below the page. */
const chartsWithin = (page: Page, marginPx: number) =>
  page.evaluate(
    px =>
      [...document.querySelectorAll<HTMLElement>('.view:not([hidden]) .section')]
        .filter(section => section.getBoundingClientRect().top < innerHeight + px)
        .filter(section => section.querySelector<HTMLElement>('.chart')?.offsetHeight)
        .map(section => section.getAttribute('aria-label')),
    marginPx,
  );

describe('the panel in a browser', function () {
  let harness: PanelHarness;
  before(async function () {
    this.timeout(180_000);
    harness = await PanelHarness.start();
  });
  after(() => harness?.close());

  it('shows the figures of the run as they are', async () => {
    const { page, errors } = await harness.open({ scenario: 'digits' });
    const run = await state(page);
    const rows = await cells(page, 'Epochs');
    assert.equal(rows.length, run.epochs.length + 2);
    for (const epoch of run.epochs) {
      const row = rows.find(r => r[0]!.split(/\s/)[0] === String(epoch.epoch))!;
      assert.deepEqual(
        [row[1], row[2], row[3]],
        [
          formatLoss(epoch.metrics['loss']!),
          formatLoss(epoch.metrics['val_loss']!),
          `${((1 - epoch.metrics['val_acc']!) * 100).toFixed(2)} %`,
        ],
      );
    }
    await page.keyboard.press('2');
    await harness.settle(page);
    const layers = await cells(page, 'Layers');
    assert.deepEqual(
      layers.map(r => r[3]!.replaceAll(',', '')),
      run.models[0]!.layers.map(l => String(l.parameters)),
    );
    await page.keyboard.press('3');
    await harness.settle(page);
    const steps = (await cells(page, 'Runs and checkpoints')).map(r => r[0]!).filter(t => t.includes('step '));
    assert.equal(steps.length, run.checkpoints.filter(c => !c.dropped).length);
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('is used by the keyboard alone', async () => {
    const { page } = await harness.open({ scenario: 'digits' });
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'tab-training');
    await page.keyboard.press('ArrowRight');
    await harness.settle(page);
    assert.equal(await page.locator('#view-layers').isVisible(), true);
    // From section to section: the layers are one stop.
    for (let i = 0; i < 20 && (await focused(page)) !== 'conv2'; i++) await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'conv2');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await harness.settle(page);
    assert.equal(await focused(page), 'flatten');
    assert.deepEqual((await asked(page, 'reveal')).at(-1), {
      site: { file: 'train.ts', line: 22, column: 13 },
      focus: false,
    });
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    assert.deepEqual((await asked(page, 'reveal')).at(-1), {
      site: { file: 'train.ts', line: 27, column: 13 },
      focus: true,
    });
    await page.keyboard.press('t');
    await harness.settle(page);
    assert.deepEqual(await chartsWithin(page, drawnMarginPx), []);
    assert.ok((await cells(page, await tableLabel(page, 'dense2'))).length > 10);
    // What lies farther below is drawn when it comes into view.
    for (const section of await page.locator('#view-layers .section:visible').all()) {
      await section.scrollIntoViewIfNeeded();
      await section.locator('.chart:visible').first().waitFor({ state: 'detached' });
    }
    await page.context().close();
  });

  it('moves through the epochs with the arrows of a chart, in all views', async () => {
    const { page } = await harness.open({ scenario: 'digits' });
    await page.locator('.curve-chart canvas').first().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await harness.settle(page);
    assert.equal(
      await page
        .locator('.hover-card:visible')
        .first()
        .innerText()
        .then(t => t.split('\n')[0]),
      'epoch 2 · step 860',
    );
    assert.match((await page.locator('tr.selected').first().innerText()).trim(), /^2\s/);
    await page.keyboard.press('3');
    await harness.settle(page);
    assert.equal(await page.locator('#view-checkpoints .ab-handle.b').getAttribute('aria-valuenow'), '2');
    await page.context().close();
  });

  for (const theme of themeNames)
    it(`draws every view in the theme ${theme} without an error`, async () => {
      const { page, errors } = await harness.open({ scenario: 'exploding', theme });
      for (const view of views) {
        await page.evaluate(v => window.fakeHost.send({ type: 'show', view: v }), view);
        await harness.settle(page);
      }
      assert.deepEqual(errors, []);
      await page.context().close();
    });

  it('follows a change of the theme', async () => {
    const { page } = await harness.open({ scenario: 'digits', theme: 'dark' });
    const pixels = () =>
      page.evaluate(() => document.querySelector<HTMLCanvasElement>('.curve-chart canvas')!.toDataURL());
    const before = await pixels();
    await harness.setTheme(page, 'light');
    const light = await pixels();
    assert.notEqual(light, before);
    await harness.setTheme(page, 'dark');
    assert.equal(await pixels(), before);
    await page.context().close();
  });

  it('draws at most 10 times a second whatever the rate of events, and ends at the last one', async () => {
    const { page } = await harness.open({ scenario: 'digits' });
    const { drawn, seconds, last } = await page.evaluate(async () => {
      const host = window.fakeHost;
      const from = host.state()!.steps.at(-1)!;
      const begin = performance.now();
      host.drawnAt.length = 0;
      let sent = 0;
      await new Promise<void>(done => {
        const timer = setInterval(() => {
          sent++;
          host.run({
            type: 'steps',
            steps: [{ ...from, step: from.step + sent, epoch: from.epoch! + sent / 430, loss: 0.5 }],
          });
          if (sent < 120) return;
          clearInterval(timer);
          setTimeout(done, 400);
        }, 20);
      });
      return {
        drawn: host.drawnAt.filter((t, i, all) => i === 0 || t - all[i - 1]! > 40).length,
        seconds: (performance.now() - begin) / 1000,
        last: from.step + sent,
      };
    });
    assert.ok(drawn >= 4, `${drawn} pictures in ${seconds.toFixed(1)} s`);
    assert.ok(drawn / seconds <= 10, `${(drawn / seconds).toFixed(1)} pictures a second`);
    assert.match(await page.locator('.run-bar').innerText(), new RegExp(last.toLocaleString('en-US')));
    await page.context().close();
  });

  it('draws nothing while it is hidden, and all of it afterwards', async () => {
    const { page } = await harness.open({ scenario: 'digits' });
    const hide = (isHidden: boolean) =>
      page.evaluate(hidden => {
        Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    await hide(true);
    const before = await page.evaluate(() => window.fakeHost.drawnAt.length);
    await page.evaluate(() => {
      const last = window.fakeHost.state()!.epochs.at(-1)!;
      window.fakeHost.run({
        type: 'epoch',
        epoch: { ...last, epoch: 10, step: 4300, metrics: { ...last.metrics, loss: 0.0123 } },
      });
    });
    await harness.settle(page);
    assert.equal(await page.evaluate(() => window.fakeHost.drawnAt.length), before);
    await hide(false);
    await harness.settle(page);
    assert.equal((await cells(page, 'Epochs')).find(r => r[0]!.startsWith('10'))![1], '0.0123');
    await page.context().close();
  });

  it('fits a panel of 380 px: nothing is wider than it', async () => {
    for (const scenario of ['digits', 'deep', 'failed', 'stale']) {
      const { page } = await harness.open({ scenario, width: 380 });
      for (const view of views) {
        await page.evaluate(v => window.fakeHost.send({ type: 'show', view: v }), view);
        await harness.settle(page);
        const wide = await page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('.bar, .section, .note, .failure, .figures, .tree')]
            .filter(
              e =>
                e.offsetParent &&
                (e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 1),
            )
            .map(e => `${e.className} ${e.scrollWidth}/${e.clientWidth}`),
        );
        assert.deepEqual(wide, [], `${scenario}, ${view}`);
      }
      await page.context().close();
    }
  });

  it('shows names from files as text', async () => {
    const { page } = await harness.open({ scenario: 'hostile' });
    for (const view of views) {
      await page.evaluate(v => window.fakeHost.send({ type: 'show', view: v }), view);
      await harness.settle(page);
    }
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.evaluate(() => 'hacked' in window), false);
    await page.context().close();
  });

  it('comes back as it was left', async () => {
    const { page } = await harness.open({ scenario: 'digits' });
    await page.keyboard.press('2');
    await page.locator('#view-layers tr[data-key="dense1"]').click();
    await harness.settle(page);
    const saved = await page.evaluate(() => JSON.parse(sessionStorage.getItem('saved')!) as unknown);
    await page.context().close();
    const again = await harness.open({ scenario: 'digits', saved });
    assert.equal(await again.page.locator('#view-layers').isVisible(), true);
    assert.equal(await again.page.locator('#view-layers tr.selected').first().getAttribute('data-key'), 'dense1');
    await again.page.context().close();
  });

  it('says what the program is waiting for, and controls it', async () => {
    const { page } = await harness.open({ scenario: 'digits' });
    await page.locator('vscode-button[aria-label="Pause"]').click();
    await harness.settle(page);
    assert.match(await page.locator('.run-bar').innerText(), /Paused/);
    await page.locator('vscode-button[aria-label="Continue"]').click();
    await page.locator('vscode-button[aria-label="Stop"]').click();
    await harness.settle(page);
    assert.match(await page.locator('.run-bar').innerText(), /Stopped/);
    assert.equal(await page.locator('.live-region').innerText(), 'The run was stopped.');
    await page.context().close();
  });

  it('paints 1,000 epochs of 60 layers (time printed, budget 300 ms)', async () => {
    for (const view of ['training', 'layers', 'checkpoints'] as const) {
      const { page } = await harness.open({ scenario: 'huge', saved: { ...initialSelection, view } });
      await page.waitForFunction(() => window.fakeHost.firstPaintMs > 0);
      const first = await page.evaluate(() => window.fakeHost.firstPaintMs);
      const epoch = await page.evaluate(async () => {
        const last = window.fakeHost.state()!.epochs.at(-1)!;
        await new Promise(done => setTimeout(done, 300));
        const begin = performance.now();
        window.fakeHost.run({ type: 'epoch', epoch: { ...last, epoch: last.epoch + 1, step: last.step + 40 } });
        await new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))));
        return performance.now() - begin;
      });
      console.log(`      ${view}: first paint ${first.toFixed(0)} ms, an epoch more ${epoch.toFixed(0)} ms`);
      assert.ok(first > 0);
      await page.context().close();
    }
  });
});

/** The label of the table in a section: it carries the section's answer. */
async function tableLabel(page: Page, title: string): Promise<string> {
  return (await page.locator(`section[aria-label="${title}"] table`).last().getAttribute('aria-label'))!.replaceAll(
    '"',
    '\\"',
  );
}
