import type { Locator, Page } from 'playwright-core';

/** What has had the focus, with the time of day in milliseconds. */
type Trail = [number, string][];
/** Run in each page: remembers from now on what gets the focus, first of all what has it. */
const beginTrail = `(() => {
  const describe = e => e.tagName.toLowerCase() + (e.id && '#' + e.id) + ' “' +
    (e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 30) + '”';
  const isBegun = !!window.focusTrail;
  window.focusTrail = document.hasFocus() ? [[Date.now(), describe(document.activeElement ?? document.body)]] : [];
  if (!isBegun) document.addEventListener('focusin', e => window.focusTrail.push([Date.now(), describe(e.target)]), true);
})()`;
/** Run in the page: what the key has brought into view is drawn. */
const untilDrawn = 'new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))';

/**
 * Presses Tab until the focus is inside `target`, at most `limit` times. The error tells the way: all that has had the focus,
 * in the workbench and in the pages inside it.
 */
export async function tabTo(page: Page, target: Locator, limit = 60): Promise<void> {
  const isThere = async () => (await target.locator(':focus').count()) > 0;
  for (const frame of page.frames()) await frame.evaluate(beginTrail).catch(() => {});
  for (let i = 0; i < limit; i++) {
    await page.keyboard.press('Tab');
    await page.evaluate(untilDrawn);
    if (await isThere()) return;
  }
  const trails = await Promise.all(
    page.frames().map(frame => frame.evaluate<Trail>('window.focusTrail ?? []').catch((): Trail => [])),
  );
  const way = trails.flat().sort(([a], [b]) => a - b);
  throw new Error(
    `Tab does not reach ${String(target)} in ${limit} steps. The focus went\n${way.map(([, what]) => `  ${what}`).join('\n')}`,
  );
}
