import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { PicturesAt, UnitsAt } from '../../extension/protocol/closeUp';
import type { RunState } from '../../extension/protocol/runState';
import { pixelScale, tileGrid, tilePlace } from '../../webview/charts/tileGrid';
import { answerText } from '../../webview/models/answer';
import { statesOf } from '../../webview/models/units/unitStates';
import { unitsAnswer } from '../../webview/models/units/unitsAnswer';
import { initialSelection } from '../../webview/state/selection';
import { PanelHarness, type OpenOptions } from './harness/panelPage';
import { closeUpOf } from './page/closeUps';

const section = 'section:has(.units)';
const stepsPerEpoch = 430;
const stateOf = (page: Page) => page.evaluate(() => window.fakeHost.state()) as Promise<RunState>;
const textOf = (page: Page, selector: string) => page.locator(`${section} ${selector}`).first().innerText();

describe('units in the Layers view', function () {
  this.timeout(120_000);
  let harness: PanelHarness;
  before(async () => {
    harness = await PanelHarness.start();
  });
  after(() => harness?.close());

  async function open(layer: string, selection: object = {}, options: Partial<OpenOptions> = {}) {
    const saved = { ...initialSelection, view: 'layers', runKey: 'run15', layer, ...selection };
    const opened = await harness.open({ scenario: 'digits', height: 1000, saved, ...options });
    await opened.page.evaluate(s => document.querySelector(s)?.scrollIntoView({ block: 'end' }), section);
    await harness.settle(opened.page);
    return opened;
  }
  async function known(page: Page, layer: string, step = Infinity) {
    const run = await stateOf(page);
    const of = { fit: 0, model: 'sequential_1', layer, step };
    return {
      units: (closeUpOf(run, 'units', of) as UnitsAt).units,
      pictures: closeUpOf(run, 'pictures', of) as PicturesAt | null,
    };
  }
  /** Red, green, blue of a place in a canvas, in CSS pixels. */
  const colorAt = (page: Page, canvas: number, x: number, y: number) =>
    page.evaluate(
      ([s, index, left, top]) => {
        const found = document.querySelectorAll<HTMLCanvasElement>(`${s} .unit-pictures canvas`)[Number(index)]!;
        return [...found.getContext('2d')!.getImageData(Number(left), Number(top), 1, 1).data];
      },
      [section, canvas, x, y] as const,
    );
  const chosenRows = (page: Page) =>
    page.evaluate(
      s => [...document.querySelectorAll(`${s} tr.selected td:first-child`)].map(td => (td as HTMLElement).innerText),
      section,
    );

  it('open with the sentence, and list first what never fires', async () => {
    const { page, errors } = await open('conv2');
    const { units } = await known(page, 'conv2');
    const states = statesOf(units);
    const dead = states.filter(s => s === 'dead').length;
    assert.ok(dead >= 11);
    assert.equal(await textOf(page, 'h2'), 'conv2 filters');
    assert.equal((await textOf(page, 'header p')).trim(), answerText(unitsAnswer(states, 'filter')));
    const rows = await page.locator(`${section} .units tbody tr`).allInnerTexts();
    assert.equal(rows.filter(r => r.includes('never fires')).length, dead);
    assert.ok(rows.slice(0, dead).every(r => r.includes('never fires')));
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('sort by a head', async () => {
    const { page } = await open('conv2');
    const { units } = await known(page, 'conv2');
    await page.locator(`${section} .units th .sort`, { hasText: 'std' }).click();
    await harness.settle(page);
    const greatest = units.std.indexOf(Math.max(...units.std));
    assert.match(await textOf(page, '.units tbody tr'), new RegExp(`filter ${greatest}\\b`));
    await page.context().close();
  });

  it('draw kernels below zero yellow, above blue, zero as the background, and again in another theme', async () => {
    const { page } = await open('conv1', { scale: 'own' });
    const { kernels } = (await known(page, 'conv1')).pictures!;
    const width = await page.evaluate(s => document.querySelector(`${s} .unit-pictures canvas`)!.clientWidth, section);
    const scale = pixelScale(3, 24);
    const grid = tileGrid(kernels!.filters, width, 3 * scale, 3 * scale);
    let told = 0;
    for (const theme of ['dark', 'light'] as const) {
      await harness.setTheme(page, theme);
      for (const filter of [0, 5, 31])
        for (let weight = 0; weight < 9; weight++) {
          const pixel = kernels!.pixels[filter * 9 + weight]!;
          if (Math.abs(pixel) < 60) continue;
          const { x, y } = tilePlace(grid, filter);
          const [red, , blue] = await colorAt(
            page,
            0,
            x + (weight % 3) * scale + 4,
            y + Math.floor(weight / 3) * scale + 4,
          );
          assert.ok(pixel > 0 ? blue! > red! + 20 : red! > blue! + 20, `${theme}: ${pixel} is ${red}, ${blue}`);
          told++;
        }
    }
    assert.ok(told > 20);
    await page.context().close();
  });

  it('choose a unit in one picture and show it in all; an example by the arrows', async () => {
    const { page, errors } = await open('conv1');
    const canvases = page.locator(`${section} .unit-pictures canvas`);
    await canvases.nth(2).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await harness.settle(page);
    assert.deepEqual(await chosenRows(page), ['filter 2']);
    for (const i of [0, 2]) assert.match((await canvases.nth(i).getAttribute('aria-label'))!, /filter 2 is chosen/);
    assert.match(await textOf(page, '.unit-caption'), /^filter 2: .*zero .*mean .*std .*max/);
    assert.match(await page.locator('.live-region').first().innerText(), /filter 2/);

    await page.locator(`${section} .units tbody tr`, { hasText: 'filter 5' }).first().click();
    await harness.settle(page);
    assert.match((await canvases.nth(0).getAttribute('aria-label'))!, /filter 5 is chosen/);

    const before = await colorSum(page, 2);
    assert.match(await textOf(page, '.unit-pictures > div:nth-child(2) h4'), /example 1 of the batch/);
    await canvases.nth(1).focus();
    await page.keyboard.press('End');
    await harness.settle(page);
    assert.match(await textOf(page, '.unit-pictures > div:nth-child(2) h4'), /example 15 of the batch/);
    assert.notEqual(await colorSum(page, 2), before);
    assert.deepEqual(errors, []);
    await page.context().close();
  });
  const colorSum = (page: Page, canvas: number) =>
    page.evaluate(
      ([s, index]) => {
        const found = document.querySelectorAll<HTMLCanvasElement>(`${s} .unit-pictures canvas`)[Number(index)]!;
        const { data } = found.getContext('2d')!.getImageData(0, 0, found.width, found.height);
        return data.reduce((sum, v, i) => (sum * 31 + v * (i % 97)) % 1e9, 7);
      },
      [section, canvas] as const,
    );

  it('follow the slider, and say which step is shown where that one is not kept', async () => {
    const { page } = await open('conv1', { shown: { fit: 0, step: 3 * stepsPerEpoch } });
    const asked = await page.evaluate(() => window.fakeHost.asked.filter(a => a.name === 'units').map(a => a.params));
    assert.equal((asked.at(-1) as { step: number }).step, 3 * stepsPerEpoch);
    assert.match(await textOf(page, '.unit-pictures h4'), /of init, the nearest kept/);
    assert.doesNotMatch(await textOf(page, '.unit-caption'), /nearest/);
    await page.context().close();
  });

  it('are a table where tables are wanted, with all figures', async () => {
    const { page } = await open('conv1', { isTable: true });
    const heads = await page.locator('section:has(.units) > .body > .data-table th').allInnerTexts();
    for (const head of ['unit', 'zero', 'mean', 'std', 'min', 'max', 'kernel |max|', 'state'])
      assert.ok(heads.some(h => h.trim() === head), head); // prettier-ignore
    assert.equal(await page.locator(`${section} .units`).isVisible(), false);
    await page.context().close();
  });

  it('are not there for layers that pass on what others made', async () => {
    const { page } = await open('pool1');
    assert.equal(await page.locator(section).isVisible(), false);
    await page.context().close();
  });

  it('fit in 380 px', async () => {
    const { page } = await open('conv1', {}, { width: 380 });
    const wide = await page.evaluate(s => {
      const own = document.querySelector(s)!;
      return own.scrollWidth - own.clientWidth;
    }, section);
    assert.equal(wide, 0);
    await page.context().close();
  });
});
