// The Layers view of 60 layers and 200 epochs, in a browser without a graphics card: what a frame of a scroll costs, and how
// long a step of the time slider takes until its picture.
import type { CDPSession, Page } from 'playwright-core';
import { initialSelection } from '../../webview/state/selection';
import { median, milliseconds, quantile, type BenchTable } from '../bench/benchTable';
import { PanelHarness } from './harness/panelPage';

const stepsPerEpoch = 20;
const frames = 90;
const scrollPx = 60;
const slides = 20;
const goals = { frameMs: 16, slideMs: 50 };

export async function bench(): Promise<BenchTable[]> {
  const harness = await PanelHarness.start();
  try {
    const frameMs = await scrolled(await opened(harness));
    const slideMs = await slid(await opened(harness));
    return [
      {
        title: 'Layers view of 60 layers, 200 epochs',
        columns: ['', 'median', '95th percentile', 'most', 'measured'],
        rows: [
          ['script and layout of a frame while scrolling', ...figures(frameMs), `${frameMs.length} frames`],
          ['time slider to new picture', ...figures(slideMs), `${slideMs.length} steps`],
        ],
        goal: `at most ${goals.frameMs} ms of a frame, at most ${goals.slideMs} ms to the picture, both at the 95th percentile`,
        isMet: quantile(frameMs, 0.95) <= goals.frameMs && quantile(slideMs, 0.95) <= goals.slideMs,
      },
    ];
  } finally {
    await harness.close();
  }
}

const figures = (values: readonly number[]): string[] =>
  [median(values), quantile(values, 0.95), Math.max(...values)].map(milliseconds);

/** A panel whose snapshots lie ready, as they do in a run folder: making them is not what is measured. */
async function opened(harness: PanelHarness): Promise<Page> {
  const saved = {
    ...initialSelection,
    view: 'layers' as const,
    layer: 'dense_Dense30',
    model: 'plain',
    groupBy: 'none' as const,
  };
  const { page } = await harness.open({ scenario: 'sixty', saved });
  const { slidden, step } = { slidden: slides + 2, step: stepsPerEpoch };
  await page.evaluate(
    ([count, size]) => {
      const last = window.fakeHost.state()!.snapshots.at(-1)!.step;
      window.fakeHost.warm(Array.from({ length: count! }, (_, i) => last - i * size!));
    },
    [slidden, step],
  );
  await harness.settle(page);
  return page;
}

/** What each frame of a scroll from top to bottom and back costs: script, style and layout, as the browser counts them. */
async function scrolled(page: Page): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const costs: number[] = [];
  let before = await busyMs(session);
  for (let i = 0; i < frames; i++) {
    const down = i < frames / 2 ? scrollPx : -scrollPx;
    await page.evaluate(
      by =>
        new Promise<void>(done => {
          document.querySelector('#view-layers .scroll')!.scrollBy(0, by);
          requestAnimationFrame(() => requestAnimationFrame(() => done()));
        }),
      down,
    );
    const after = await busyMs(session);
    costs.push(after - before);
    before = after;
  }
  await page.context().close();
  return costs;
}

async function busyMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const seconds = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'].map(
    name => metrics.find(m => m.name === name)?.value ?? 0,
  );
  return seconds.reduce((a, b) => a + b, 0) * 1000;
}

/** From the key to the last canvas that is drawn for it, each step to an epoch that was not shown before. */
async function slid(page: Page): Promise<number[]> {
  await page.locator('#view-layers [role=slider]').focus();
  const times: number[] = [];
  for (let i = 0; i < slides; i++)
    times.push(
      await page.evaluate(async () => {
        const begin = performance.now();
        document.activeElement!.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true, cancelable: true }),
        );
        // Nothing more is drawn for so long: it was the last.
        await new Promise(done => setTimeout(done, 400));
        return window.fakeHost.lastDrawnAt - begin;
      }),
    );
  await page.context().close();
  return times;
}
