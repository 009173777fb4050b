// The Checkpoints view with 10,000 checkpoints in 200 runs, all unfolded, in a browser without a graphics card: until it is
// there, what a frame of a scroll costs, and how long a step of B takes until its picture.
import type { CDPSession, Page } from 'playwright-core';
import { initialSelection } from '../../webview/state/selection';
import { median, milliseconds, quantile, type BenchTable } from '../bench/benchTable';
import { PanelHarness } from './harness/panelPage';

const frames = 120;
const scrollPx = 180;
const slides = 20;
const opens = 5;
const goals = { firstPaintMs: 300, frameMs: 16, slideMs: 50 };

export async function bench(): Promise<BenchTable[]> {
  const harness = await PanelHarness.start();
  try {
    const paints: number[] = [];
    for (let i = 0; i < opens; i++) paints.push(await painted(harness));
    const frameMs = await scrolled(harness);
    const slideMs = await slid(harness);
    return [
      {
        title: 'Checkpoints view of 10,000 checkpoints in 200 runs',
        columns: ['', 'median', '95th percentile', 'most', 'measured'],
        rows: [
          ['from the state to the second frame', ...figures(paints), `${opens} openings`],
          ['script and layout of a frame while scrolling', ...figures(frameMs), `${frameMs.length} frames`],
          ['B one further to new picture', ...figures(slideMs), `${slideMs.length} steps`],
        ],
        goal: `first paint at most ${goals.firstPaintMs} ms, at most ${goals.frameMs} ms of a frame and ${goals.slideMs} ms to the picture at the 95th percentile`,
        isMet:
          median(paints) <= goals.firstPaintMs &&
          quantile(frameMs, 0.95) <= goals.frameMs &&
          quantile(slideMs, 0.95) <= goals.slideMs,
      },
    ];
  } finally {
    await harness.close();
  }
}

const figures = (values: readonly number[]): string[] =>
  [median(values), quantile(values, 0.95), Math.max(...values)].map(milliseconds);

async function opened(harness: PanelHarness, isUnfolded: boolean): Promise<Page> {
  const openRuns = isUnfolded ? Object.fromEntries(Array.from({ length: 199 }, (_, i) => [`many${i + 1}`, true])) : {};
  const saved = { ...initialSelection, view: 'checkpoints' as const, runKey: 'run15', openRuns };
  const { page } = await harness.open({ scenario: 'manyCheckpoints', saved });
  return page;
}

async function painted(harness: PanelHarness): Promise<number> {
  const page = await opened(harness, true);
  await page.waitForFunction(() => window.fakeHost.firstPaintMs > 0);
  const first = await page.evaluate(() => window.fakeHost.firstPaintMs);
  await page.context().close();
  return first;
}

/** What each frame of a scroll from top to bottom and back costs: script, style and layout, as the browser counts them. */
async function scrolled(harness: PanelHarness): Promise<number[]> {
  const page = await opened(harness, true);
  await page.waitForFunction(
    () => document.querySelector('#view-checkpoints .tree .data-table')!.scrollHeight > 10_000 * 22,
  );
  await harness.settle(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const costs: number[] = [];
  let before = await busyMs(session);
  for (let i = 0; i < frames; i++) {
    const down = i < frames / 2 ? scrollPx : -scrollPx;
    await page.evaluate(
      by =>
        new Promise<void>(done => {
          document.querySelector('#view-checkpoints .tree .data-table')!.scrollBy(0, by);
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

/** From the key to the last canvas that is drawn for it; the comparisons lie ready, as the reader makes them in its own process. */
async function slid(harness: PanelHarness): Promise<number[]> {
  const page = await opened(harness, false);
  await page.evaluate(() => {
    const kept = window.fakeHost.state()!.checkpoints.filter(c => !c.dropped);
    for (const { path } of kept)
      window.fakeHost.ask('compareCheckpoints', {
        a: { key: 'run15', path: kept[0]!.path },
        b: { key: 'run15', path },
      });
  });
  await harness.settle(page);
  await page.locator('.ab-handle.b').focus();
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
