// Pictures of the panel's views and states, for people to look at: npx tsx test/panel/screenshots.ts [scenario…]
import * as fs from 'node:fs';
import * as path from 'node:path';
import { initialSelection } from '../../webview/state/selection';
import { PanelHarness } from './harness/panelPage';
import type { ViewName } from '../../extension/protocol/panel';
import type { ThemeName } from './harness/themes';

interface Shot {
  scenario: string;
  view?: ViewName;
  theme?: ThemeName;
  width?: number;
  height?: number;
  saved?: object;
  /** Before the picture is taken. */
  act?: (page: import('playwright-core').Page) => Promise<void>;
  name?: string;
}
const hoverLoss: Shot['act'] = async page => {
  const box = (await page.locator('.curve-chart canvas').first().boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.36, box.y + 100);
};
const scrollToOutput: Shot['act'] = page =>
  page.locator('section[aria-label="Logits and probabilities"]').scrollIntoViewIfNeeded();
const openSettings: Shot['act'] = page => page.locator('#view-layers vscode-button[aria-label^="Scale, axis"]').click();
const shots: Shot[] = [
  ...[700, 380].map((width): Shot => ({
    scenario: 'against',
    view: 'layers',
    width,
    height: 420,
    saved: { against: 'run14', kind: 'gradients' },
    act: openSettings,
    name: 'settings',
  })),
  ...(['dark', 'light', 'hc', 'hcl'] as const).flatMap((theme): Shot[] => [
    { scenario: 'digits', view: 'training', theme, act: hoverLoss, height: 1010 },
    { scenario: 'digits', view: 'layers', theme, height: 1060 },
    { scenario: 'digits', view: 'checkpoints', theme, height: 800 },
  ]),
  { scenario: 'digits', view: 'training', width: 700, height: 1200, act: hoverLoss },
  { scenario: 'digits', view: 'layers', width: 700, height: 1060 },
  { scenario: 'digits', view: 'checkpoints', width: 700, height: 900 },
  { scenario: 'digits', view: 'training', width: 380, height: 1700 },
  { scenario: 'digits', view: 'layers', width: 380, height: 1700 },
  { scenario: 'digits', view: 'checkpoints', width: 380, height: 1000 },
  ...(['dark', 'light', 'hc', 'hcl'] as const).flatMap((theme): Shot[] => [
    { scenario: 'against', view: 'layers', theme, height: 1320, saved: { against: 'run14' } },
    { scenario: 'resnet', view: 'layers', theme, height: 1500 },
    { scenario: 'vgg16', view: 'layers', theme, height: 760, saved: { layersPage: 'table', hasBiases: false } },
  ]),
  ...[700, 380].flatMap((width): Shot[] => [
    { scenario: 'against', view: 'layers', width, height: 1500, saved: { against: 'run14' } },
    { scenario: 'resnet', view: 'layers', width, height: 1700 },
    { scenario: 'vgg16', view: 'layers', width, height: 760, saved: { layersPage: 'table', hasBiases: false } },
    { scenario: 'advised', view: 'layers', width, height: 1400 },
  ]),
  { scenario: 'against', view: 'layers', height: 1000, saved: { against: 'run14', isTable: true }, name: 'tables' },
  { scenario: 'vggDigits', view: 'layers', height: 640, saved: { layersPage: 'table' } },
  { scenario: 'unmatched', view: 'layers', height: 900, saved: { against: 'run14' } },
  ...['advised', 'inspect', 'nanEverywhere', 'constant', 'zeros', 'wide', 'plain300', 'noActivations', 'shared'].map(
    (scenario): Shot => ({ scenario, view: 'layers', height: 1250 }),
  ),
  ...['longNames', 'gaps', 'frozen'].map((scenario): Shot => ({ scenario, view: 'layers', height: 1250 })),
  ...['overConfident', 'uniform'].flatMap((scenario): Shot[] =>
    [1040, 380].map(width => ({ scenario, view: 'layers', width, height: 700, act: scrollToOutput })),
  ),
  {
    scenario: 'digits',
    view: 'layers',
    height: 1300,
    saved: { kind: 'gradients', height: 'density' },
    name: 'density',
  },
  { scenario: 'digits', view: 'layers', height: 700, saved: { scale: 'own', axis: 'linear' }, name: 'own' },
  { scenario: 'digits', view: 'training', width: 700, height: 900, saved: { isTable: true }, name: 'tables' },
  { scenario: 'digits', view: 'layers', width: 700, height: 1000, saved: { isTable: true }, name: 'tables' },
  { scenario: 'exploding', view: 'layers', width: 700 },
  { scenario: 'exploding', view: 'training', width: 700 },
  ...[
    'firstEpoch',
    'starting',
    'failed',
    'gan',
    'twoFits',
    'lossOnly',
    'variables',
    'notTrained',
    'untrusted',
    'stale',
    'interrupted',
    'foreign',
    'nan',
    'completed',
  ].map((scenario): Shot => ({ scenario, width: 700, height: 760 })),
  { scenario: 'variables', view: 'layers', width: 700, height: 900 },
  { scenario: 'gan', view: 'layers', width: 700, height: 900 },
  { scenario: 'stale', view: 'layers', width: 700, height: 600 },
  { scenario: 'deep', view: 'layers', height: 1200 },
  { scenario: 'deep', view: 'layers', width: 380, height: 1400 },
  { scenario: 'huge', view: 'training' },
  ...(['dark', 'light', 'hc', 'hcl'] as const).map((theme): Shot => ({
    scenario: 'initializers',
    view: 'experiments',
    theme,
    height: 760,
  })),
  { scenario: 'initializers', view: 'experiments', width: 700, height: 1000 },
  { scenario: 'initializers', view: 'experiments', width: 380, height: 1700 },
  { scenario: 'initializers', view: 'experiments', height: 900, saved: { isTable: true }, name: 'table' },
  { scenario: 'initializers', view: 'experiments', width: 380, height: 900, saved: { isTable: true }, name: 'table' },
  { scenario: 'comparing', view: 'experiments', width: 700, height: 500 },
  { scenario: 'deepInitializers', view: 'experiments', height: 1300 },
  { scenario: 'notTrained', view: 'experiments', width: 700, height: 500 },
];

const folder = path.join(__dirname, '../output/panel');
fs.mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);
void takePictures();

async function takePictures(): Promise<void> {
  const harness = await PanelHarness.start();
  try {
    for (const {
      scenario,
      view = 'training',
      theme = 'dark',
      width = 1040,
      height = 1000,
      saved,
      act,
      name,
    } of shots) {
      const file = [scenario, view, theme, width === 1040 ? '' : width, name ?? ''].filter(Boolean).join('-');
      if (wanted.length && !wanted.some(w => file.includes(w))) continue;
      const selection = saved && { ...initialSelection, view, ...saved };
      const { page, errors } = await harness.open({
        scenario,
        theme,
        width,
        height,
        deviceScaleFactor: 1.5,
        saved: selection,
      });
      await page.evaluate(v => window.fakeHost.send({ type: 'show', view: v }), view);
      await harness.settle(page);
      await act?.(page);
      await harness.settle(page);
      await page.screenshot({ path: path.join(folder, `${file}.png`) });
      if (errors.length) console.error(file, errors);
      await page.context().close();
    }
  } finally {
    await harness.close();
  }
}
