import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { initialSelection, type Selection } from '../../webview/state/selection';
import { PanelHarness } from './harness/panelPage';

const view = '#view-layers';
const asked = (page: Page, name: string) =>
  page.evaluate(n => window.fakeHost.asked.filter(a => a.name === n).map(a => a.params), name) as Promise<
    Record<string, unknown>[]
  >;
/** Texts of a table's rows, cell by cell. */
const cells = (page: Page, label: string) =>
  page.evaluate(
    ([v, l]) =>
      [...document.querySelectorAll(`${v} table[aria-label="${l}"] tbody tr[data-key]`)].map(tr =>
        [...tr.querySelectorAll<HTMLElement>('td')].filter(td => td.offsetParent).map(td => td.innerText.trim()),
      ),
    [view, label],
  );
const keys = (page: Page) =>
  page.evaluate(
    v =>
      [...document.querySelectorAll<HTMLElement>(`${v} table[aria-label="Layers"] tbody tr[data-key]`)].map(
        tr => tr.dataset['key'],
      ),
    view,
  );
const answer = (page: Page, title: string) =>
  page.locator(`${view} section[aria-label="${title}"] header p`).innerText();
const visible = (page: Page, title: string) => page.locator(`${view} section[aria-label="${title}"]`).isVisible();
const time = (page: Page) => page.locator(`${view} .time-label`).innerText();

describe('the Layers view in a browser', function () {
  let harness: PanelHarness;
  before(async function () {
    this.timeout(180_000);
    harness = await PanelHarness.start();
  });
  after(() => harness?.close());

  const open = async (scenario: string, saved: Partial<Selection> = {}, width = 1040, height = 1000) => {
    const opened = await harness.open({
      scenario,
      width,
      height,
      saved: { ...initialSelection, view: 'layers', ...saved },
    });
    await harness.settle(opened.page);
    return opened;
  };

  it("has the post's table of VGG-16, with biases and without", async () => {
    const { page, errors } = await open('vgg16', { layersPage: 'table', hasBiases: false });
    const rows = await cells(page, 'Layers');
    assert.deepEqual(rows[1]!.slice(0, 5), ['conv1_1 Conv2D', '224×224×64', '64·3·3·3 =', '1,728', '64']);
    assert.deepEqual(rows.find(r => r[0]!.startsWith('fc1'))!.slice(2, 4), ['4,096·25,088 =', '102,760,448']);
    const total = () => page.locator(`${view} tfoot tr`).innerText();
    assert.match(await total(), /138,344,128\s+13,416\s+= 138,357,544 params/);
    await page.getByRole('radio', { name: 'with biases' }).click();
    await harness.settle(page);
    assert.match(await total(), /138,357,544/);
    assert.deepEqual((await cells(page, 'Layers'))[1]!.slice(2, 4), ['64·3·3·3 + 64 =', '1,792']);
    assert.equal(await visible(page, 'Every layer on one scale'), false);
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('is copied as Markdown', async () => {
    const { page } = await open('vggDigits', { layersPage: 'table', hasBiases: false });
    await page.locator(`${view} vscode-button[aria-label="Copy the table as Markdown"]`).click();
    const [copied] = await asked(page, 'copy');
    assert.match(String(copied!['text']), /\| fc1 Dense \| 4,096 \| 4,096·2,048 = \| 8,388,608 \| 4,096 \|/);
    assert.match(String(copied!['text']), /\| total \|/);
    await page.context().close();
  });

  it('is sorted by the heads, with the keyboard too', async () => {
    const { page } = await open('digits');
    const head = page.locator(`${view} th.column-params .sort`);
    await head.focus();
    await page.keyboard.press('Enter');
    await harness.settle(page);
    assert.deepEqual((await keys(page)).slice(0, 2), ['dense1', 'conv2']);
    assert.equal(await page.locator(`${view} th.column-params`).getAttribute('aria-sort'), 'descending');
    await page.keyboard.press(' ');
    await harness.settle(page);
    assert.equal((await keys(page)).at(-1), 'dense1');
    await page.keyboard.press('Enter');
    await harness.settle(page);
    assert.deepEqual((await keys(page)).slice(0, 2), ['input', 'conv1']);
    await page.context().close();
  });

  it('groups a deep network by block, opens the worst, and finds a layer', async () => {
    const { page } = await open('resnet');
    const names = (await cells(page, 'Layers')).map(r => r[0]!.split(' ')[0]);
    assert.deepEqual(names, [
      ...['stem', 'stage1', 'stage2', 'stage3', 'b1', 'b2', 'b4', 'conv1', 'conv2', 'conv3', 'b5', 'stage4', 'fc'],
    ]);
    await page.locator(`${view} tr[data-key*="alike"]`).first().click();
    await harness.settle(page);
    assert.ok((await cells(page, 'Layers')).some(r => r[0]!.startsWith('b3')));
    await page.locator(`${view} vscode-text-field`).click();
    await page.keyboard.type('stage4/b2');
    await harness.settle(page);
    assert.deepEqual(await keys(page), ['stage4/b2/conv1', 'stage4/b2/conv2', 'stage4/b2/conv3']);
    await page.keyboard.press('Escape');
    await harness.settle(page);
    assert.ok((await keys(page)).length > 3);
    await page.context().close();
  });

  it('numbers the worst of a deep network, and asks for the remedy', async () => {
    const { page } = await open('resnet');
    const reasons = await page.locator(`${view} .reasons > div`).allInnerTexts();
    assert.deepEqual(
      reasons.map(r => r.split('\n')),
      [
        ['variance ×1,098', 'resnet.ts:38'],
        ['fires on 1.0 %', 'resnet.ts:31'],
        ['logits spread 7.1', 'resnet.ts:57'],
      ],
    );
    await page.locator(`${view} section[aria-label="Worst first"] vscode-button[appearance="primary"]`).click();
    assert.deepEqual(await asked(page, 'applyRemedy'), [{ key: 'run15', finding: 0, remedy: 0 }]);
    await page.context().close();
  });

  it('shows what a finding means, its figures, and mends it', async () => {
    const { page } = await open('advised');
    const text = await page.locator(`${view} .finding`).innerText();
    for (const part of [
      /grows 180-fold/,
      /multiplies the size/,
      /Use heNormal, which/,
      /variance ratio 180/,
      /conv1, the layer before/,
    ])
      assert.match(text, part);
    await page.locator(`${view} .finding vscode-button`).first().click();
    assert.deepEqual(await asked(page, 'applyRemedy'), [{ key: 'run15', finding: 0, remedy: 0 }]);
    await page.context().close();
  });

  it('moves through time with the slider and its keys, in all views', async () => {
    const { page } = await open('digits');
    assert.equal(await time(page), 'epoch 9 · latest');
    const slider = page.locator(`${view} [role=slider]`);
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await harness.settle(page);
    assert.equal(await time(page), 'epoch 8');
    assert.equal(await slider.getAttribute('aria-valuetext'), 'B epoch 8, A init');
    await page.keyboard.press('Alt+ArrowRight');
    await harness.settle(page);
    const heads = await page.locator(`${view} table[aria-label="Figures of A and B"] th`).allInnerTexts();
    assert.deepEqual(heads.slice(1), ['epoch 1', 'epoch 8']);
    await page.keyboard.press('Home');
    await harness.settle(page);
    assert.equal(await time(page), 'init');
    await page.keyboard.press('End');
    await harness.settle(page);
    assert.equal(await time(page), 'epoch 9 · latest');
    const box = (await slider.boundingBox())!;
    await page.mouse.click(box.x + 12, box.y + box.height / 2);
    await harness.settle(page);
    const shown = await page.evaluate(() => (JSON.parse(sessionStorage.getItem('saved')!) as Selection).a);
    assert.deepEqual(shown, { fit: 0, step: 430 }, 'the handle of A was taken hold of where it is');
    await page.context().close();
  });

  it('follows the run at its end, and stands still elsewhere', async () => {
    const { page } = await open('digits');
    const grow = (epoch: number) =>
      page.evaluate(e => {
        const last = window.fakeHost.state()!.epochs.at(-1)!;
        const model = window.fakeHost.state()!.models[0]!.name;
        window.fakeHost.run({ type: 'epoch', epoch: { ...last, epoch: e, step: e * 430 } });
        const snapshot = { fit: 0, model, step: e * 430, epoch: e, probed: 32, note: null, layers: [] };
        window.fakeHost.run({ type: 'snapshot', snapshot });
      }, epoch);
    await grow(10);
    await harness.settle(page);
    assert.equal(await time(page), 'epoch 10 · latest');
    await page.locator(`${view} [role=slider]`).focus();
    await page.keyboard.press('ArrowLeft');
    await grow(11);
    await harness.settle(page);
    assert.equal(await time(page), 'epoch 9');
    await page.context().close();
  });

  it('passes over epochs without histograms', async () => {
    const { page } = await open('gaps');
    await page.locator(`${view} [role=slider]`).focus();
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowLeft');
    await harness.settle(page);
    assert.equal(await time(page), 'epoch 3');
    await page.context().close();
  });

  it('drags A in the ridgeline', async () => {
    const { page } = await open('digits');
    const ridges = page.locator(`${view} .three canvas`).first();
    await ridges.scrollIntoViewIfNeeded();
    await harness.settle(page);
    const box = (await ridges.boundingBox())!;
    await page.mouse.move(box.x + 14, box.y + 52);
    await page.mouse.down();
    await page.mouse.move(box.x + 14, box.y + 130);
    await page.mouse.up();
    await harness.settle(page);
    const head = await page.locator(`${view} table[aria-label="Figures of A and B"] th`).nth(1).innerText();
    assert.match(head, /^epoch [345]$/);
    await page.context().close();
  });

  it('stands beside another run', async () => {
    const { page, errors } = await open('against', { against: 'run14' });
    assert.equal(
      await answer(page, 'Every layer on one scale'),
      'Before training. Run 14 grows ×347 in one layer; run 15 keeps its spread.',
    );
    const heads = await page.locator(`${view} table[aria-label="Figures of A and B"] th`).allInnerTexts();
    assert.equal(heads.at(-1), 'Run 14');
    await page.keyboard.press('t');
    await harness.settle(page);
    const scale = page.locator(`${view} section[aria-label="Every layer on one scale"] table`);
    assert.match(await scale.innerText(), /Run 14 std.*Run 15 std/s);
    assert.ok((await asked(page, 'snapshot')).some(a => a['key'] === 'run14'));
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('says how layers of two networks were matched', async () => {
    const { page } = await open('unmatched', { against: 'run14', isTable: true });
    const scale = page.locator(`${view} section[aria-label="Every layer on one scale"]`);
    const rows = await scale.locator('tbody tr[data-key]').allInnerTexts();
    assert.deepEqual(
      rows.map(r =>
        r
          .split('\t')
          .slice(0, 2)
          .map(t => t.trim()),
      ),
      [
        ['conv1 28×28×32', 'same name'],
        ['conv2 14×14×64', 'by place: features'],
        ['dense1 128', 'other shape'],
        ['extra 64', 'only there'],
        ['dense2 10', 'same name'],
      ],
    );
    assert.match(await answer(page, 'Every layer on one scale'), /1 layer stands alone\.$/);
    await page.context().close();
  });

  it('tells over-confident outputs from such that tell nothing apart', async () => {
    const said = async (scenario: string, saved: Partial<Selection>) => {
      const { page } = await open(scenario, saved);
      await page.locator(`${view} section[aria-label="Logits and probabilities"]`).scrollIntoViewIfNeeded();
      await harness.settle(page);
      const text = await answer(page, 'Logits and probabilities');
      await page.context().close();
      return text;
    };
    assert.equal(
      await said('overConfident', {}),
      'Before training. Over-confident: 100 % of the examples have one class at 0.99 and above.',
    );
    assert.equal(
      await said('uniform', { scaleAt: 'shown' }),
      'At epoch 2. Tells nothing apart: all probabilities are near 0.10, and the loss 2.3026 = ln 10.',
    );
  });

  it('has gradients of weights and of activations apart', async () => {
    const { page } = await open('digits', { kind: 'gradients' });
    const std = async () => (await cells(page, 'Layers')).find(r => r[0]!.startsWith('conv1'))![5];
    const ofWeights = await std();
    await page.locator(`${view} vscode-dropdown[aria-label="Gradients of"]`).click();
    await page.locator(`${view} vscode-option`, { hasText: 'of activations' }).click();
    await harness.settle(page);
    assert.notEqual(await std(), ofWeights);
    assert.ok((await asked(page, 'history')).some(a => a['kind'] === 'activationGradients'));
    await page.context().close();
  });

  it('draws nothing that is not in view', async () => {
    const { page } = await open('sixty', {}, 1040, 600);
    const drawn = (title: string) =>
      page.evaluate(
        ([v, t]) =>
          document.querySelector<HTMLCanvasElement>(`${v} section[aria-label="${t}"] canvas:not([hidden])`)?.width ?? 0,
        [view, title],
      );
    assert.ok((await drawn('Every layer along depth')) > 300);
    assert.equal(await drawn('dense_Dense30'), 300, 'as wide as a canvas is that nobody has drawn on');
    await page.locator(`${view} section[aria-label="dense_Dense30"]`).scrollIntoViewIfNeeded();
    await harness.settle(page);
    assert.ok((await drawn('dense_Dense30')) > 300);
    await page.context().close();
  });
});
