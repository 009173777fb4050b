import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { provideBrowser } from '../provision/chromium';

export interface OpenBrowser {
  browser: Browser;
  context: BrowserContext;
  page: Page;
}

/** Starts a browser without a window, with one page of `viewport` pixels; waits end after a minute, which a loaded machine may need. */
export async function openBrowser({ viewport = { width: 1400, height: 900 }, scale = 1 } = {}): Promise<OpenBrowser> {
  const browser = await chromium.launch({
    ...provideBrowser(),
    args: ['--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'],
  });
  const context = await browser.newContext({ viewport, deviceScaleFactor: scale });
  context.setDefaultTimeout(60_000);
  return { browser, context, page: await context.newPage() };
}
