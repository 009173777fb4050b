import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { initialSelection, type Selection } from '../../webview/state/selection';
import { PanelHarness } from './harness/panelPage';

const view = '#view-layers';
const asked = (page: Page, name: string) =>
  page.evaluate(n => window.fakeHost.asked.filter(a => a.name === n).map(a => a.params), name) as Promise<
    Record<string, unknown>[]
  >;

describe('the Layers view with what is unusual', function () {
  let harness: PanelHarness;
  before(async function () {
    this.timeout(180_000);
    harness = await PanelHarness.start();
  });
  after(() => harness?.close());

  const open = async (scenario: string, saved: Partial<Selection> = {}, width = 1040) => {
    const opened = await harness.open({ scenario, width, saved: { ...initialSelection, view: 'layers', ...saved } });
    await harness.settle(opened.page);
    return opened;
  };

  const expectations: Record<string, { text: RegExp[]; saved?: Partial<Selection> }> = {
    nanEverywhere: {
      text: [
        /All 4 layers with weights need attention/,
        /conv1 holds NaN or infinity/,
        /2,000 of 2,000 values are NaN/,
      ],
    },
    constant: { text: [/every layer is constant/, /All −10.5/] },
    zeros: { text: [/every layer is constant/, /All 0/] },
    wide: { text: [/100,010,000/, /10,000/] },
    plain300: { text: [/200 alike/, /Every layer along depth/, /Worst first/] },
    noActivations: { text: [/No activations: the model was called with a string tensor/] },
    shared: { text: [/Dense, 100 calls/], saved: { layer: 'dense1' } },
    longNames: { text: [/encoder_block_with_a_name/, /variance ×180/] },
    inspect: { text: [/4 healthy/, /Logits and probabilities/] },
    frozen: { text: [/Conv2D, frozen/, /402,826 trainable/] },
  };
  for (const [scenario, { text, saved }] of Object.entries(expectations))
    it(`shows ${scenario} in all widths without an error`, async () => {
      for (const width of [1040, 380]) {
        const { page, errors } = await open(scenario, saved, width);
        const shown = await page.locator(view).innerText();
        if (width === 1040) for (const pattern of text) assert.match(shown, pattern);
        const wide = await page.evaluate(
          v =>
            [...document.querySelectorAll<HTMLElement>(`${v} .bar, ${v} .section, ${v} .finding`)]
              .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1)
              .map(e => `${e.className} ${e.getAttribute('aria-label') ?? ''} ${e.scrollWidth}/${e.clientWidth}`),
          view,
        );
        assert.deepEqual(wide, [], `${width} px`);
        assert.deepEqual(errors, []);
        assert.equal(await page.locator(`${view} b:text-is("x")`).count(), 0, 'a name is text');
        await page.context().close();
      }
    });

  it('chooses among 100 calls of a layer', async () => {
    const { page } = await open('shared', { layer: 'dense1', tensor: '99' });
    const head = page.locator(`${view} section[aria-label="dense1"]`);
    assert.match(await head.innerText(), /spread 1\.0 → 3\.0|Mean/);
    assert.ok((await asked(page, 'history')).some(a => a['tensor'] === '99'));
    assert.equal(await head.locator('vscode-option').count(), 100);
    await page.context().close();
  });
});
