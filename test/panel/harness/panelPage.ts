import * as esbuild from 'esbuild';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { panelHtml } from '../../../extension/host/panel/panelHtml';
import { provideBrowser } from '../../editor/provision/chromium';
import { bodyClasses, themeKinds, themeVariables, type ThemeName } from './themes';

const root = path.join(__dirname, '../../..');
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
  '.html': 'text/html',
  '.map': 'application/json',
};

/** The panel of a program, or the page of a model file; each with its stand-in for the editor. */
export type PageName = 'panel' | 'modelFile';
const fakeHosts: Record<PageName, string> = { panel: 'fakeHost.ts', modelFile: 'fakeFileHost.ts' };

export interface OpenOptions {
  scenario: string;
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** What the page had saved before. */
  saved?: unknown;
  deviceScaleFactor?: number;
  reducedMotion?: boolean;
}
export interface OpenPanel {
  page: Page;
  /** What the page wrote to its console as an error, and what it threw. */
  errors: string[];
}

/** The panel's real bundle in the host's real page, with a stand-in for the editor, in a browser of its own. */
export class PanelHarness {
  private constructor(
    private readonly browser: Browser,
    private readonly server: http.Server,
    private readonly fakeHost: string,
  ) {}

  static async start(name: PageName = 'panel'): Promise<PanelHarness> {
    const built = await esbuild.build({
      entryPoints: [path.join(__dirname, '../page', fakeHosts[name])],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'chrome132',
      logLevel: 'warning',
    });
    const server = http.createServer((request, response) => serve(name, request, response));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const browser = await chromium.launch({
      ...provideBrowser(),
      args: ['--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'],
    });
    return new PanelHarness(browser, server, built.outputFiles[0]!.text);
  }

  async open({
    scenario,
    theme = 'dark',
    width = 1040,
    height = 1000,
    saved,
    deviceScaleFactor = 1,
    reducedMotion = false,
  }: OpenOptions): Promise<OpenPanel> {
    const context = await this.browser.newContext({
      viewport: { width, height },
      deviceScaleFactor,
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(50_000);
    const errors: string[] = [];
    page.on('console', message => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', error => errors.push(String(error)));
    await page.addInitScript(`window.harness = ${JSON.stringify({ scenario, saved })};`);
    await page.addInitScript(this.fakeHost);
    await page.addInitScript(themeScript(theme, true));
    await page.goto(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`);
    await page.waitForFunction(
      `document.querySelector('#root vscode-panels') && (window.fakeHost || window.fakeFileHost)`,
    );
    await this.settle(page);
    return { page, errors };
  }

  /** Until all that was asked for has been drawn. */
  async settle(page: Page): Promise<void> {
    await page.evaluate(
      `new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 250))`,
    );
  }

  async setTheme(page: Page, theme: ThemeName): Promise<void> {
    await page.evaluate(themeScript(theme, false));
    await this.settle(page);
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}

/** Writes a theme as VS Code does: variables on the root element, the kind on the body. */
function themeScript(theme: ThemeName, isLater: boolean): string {
  const write = `(() => {
    document.documentElement.style.cssText = ${JSON.stringify(
      Object.entries(themeVariables(theme))
        .map(([k, v]) => `${k}: ${v}`)
        .join('; '),
    )};
    document.body.className = ${JSON.stringify(bodyClasses[theme])};
    document.body.dataset.vscodeThemeKind = ${JSON.stringify(themeKinds[theme])};
  })()`;
  return isLater
    ? `new MutationObserver((_, o) => { if (document.body) { o.disconnect(); ${write}; } }).observe(document, { childList: true, subtree: true });`
    : write;
}

function serve(name: PageName, request: http.IncomingMessage, response: http.ServerResponse): void {
  const { pathname } = new URL(request.url!, 'http://localhost');
  const origin = `http://${request.headers.host}`;
  if (pathname === '/') {
    const html = panelHtml({
      cspSource: origin,
      nonce: 'n0nce',
      scriptUri: `${origin}/${name}.js`,
      styleUri: `${origin}/${name}.css`,
    });
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
    return;
  }
  const file = path.join(root, 'dist/webview', path.basename(pathname));
  if (!fs.existsSync(file)) response.writeHead(404).end();
  else
    response
      .writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' })
      .end(fs.readFileSync(file));
}
