import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { extensionId } from '../../../extension/contributions';
import type { Server, Target } from './server';

/** Themes by the class that the workbench has under them. */
export const themes = {
  'vs-dark': { name: 'Default Dark Modern', webviewClass: 'vscode-dark' },
  vs: { name: 'Default Light Modern', webviewClass: 'vscode-light' },
  'hc-black': { name: 'Default High Contrast', webviewClass: 'vscode-high-contrast' },
  'hc-light': { name: 'Default High Contrast Light', webviewClass: 'vscode-high-contrast-light' },
} as const;
export type ThemeKind = keyof typeof themes;

/** Run in the page, for at most two seconds: animations that end have ended, fonts are there, two frames are drawn. */
const untilStill = `Promise.race([
  Promise.all(
    document.getAnimations()
      .filter(a => a.effect?.getTiming().iterations !== Infinity)
      .map(a => a.finished.catch(() => {})),
  )
    .then(() => document.fonts.ready)
    .then(() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r())))),
  new Promise(r => setTimeout(r, 2000)),
])`;

/** The workbench as a person uses it. Every verb waits for what it needs. */
export class Workbench {
  constructor(
    readonly page: Page,
    readonly server: Server,
  ) {}

  /** Opens a folder, and a file at its line where one is named; resolves once commands can be run. */
  static async open(page: Page, server: Server, target: Target): Promise<Workbench> {
    await page.goto(server.address(target));
    const workbench = new Workbench(page, server);
    await workbench.ready();
    return workbench;
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Started, and what extensions contribute is known: before that a command is missing from the palette. */
  async ready(): Promise<void> {
    await this.page.waitForFunction(() =>
      ['code/didStartWorkbench', 'code/didHandleExtensionPoints'].every(m => performance.getEntriesByName(m).length),
    );
    await this.page.locator('.part.statusbar').waitFor();
  }

  /** Runs a command by its full title, `Category: Title`. */
  async run(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input.input');
    // The list follows the typed text with a delay, so the row is found by its own text.
    const row = this.page
      .locator('.quick-input-list .monaco-list-row.focused')
      .filter({ has: this.page.getByText(title, { exact: true }) });
    // A key that is pressed before the keybindings are there is lost; and a page that takes the focus late closes the palette.
    await this.retry(async () => {
      await this.page.keyboard.press('F1');
      await input.fill('>' + title, { timeout: 2000 });
      await row.waitFor({ timeout: 10_000 });
    });
    await this.page.keyboard.press('Enter');
  }

  /** CodeLenses whose text contains `title`, in the order of their lines. */
  lens(title: string | RegExp): Locator {
    return this.page.locator('.editor-instance .codelens-decoration a', { hasText: title });
  }

  /** Lines of the source with this text. */
  sourceLine(text: string): Locator {
    return this.page.locator('.editor-instance .view-line', { hasText: text });
  }

  /** The number of the line with the cursor, where it is this one; also while the focus is elsewhere. */
  cursorLine(line: number): Locator {
    return this.page
      .locator('.editor-instance .line-numbers.active-line-number')
      .getByText(String(line), { exact: true });
  }

  /** Points at a word of the source until a hover that contains `expected` is there: the first may come too early. */
  async hover(word: string, expected: string | RegExp): Promise<Locator> {
    const target = this.page
      .locator('.editor-instance .view-line span:not(:has(span))', { hasText: new RegExp(`^\\W*${word}\\W*$`) })
      .first();
    const hover = this.page.locator('.monaco-hover:visible', { hasText: expected }).first();
    await this.retry(async () => {
      const box = (await target.boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await this.page.mouse.move(x, y + 200);
      await this.page.mouse.move(x, y, { steps: 4 });
      await hover.waitFor({ timeout: 2000 });
    });
    return hover;
  }

  private get webview(): Locator {
    return this.page.locator(`iframe.webview.ready[src*="extensionId=${extensionId}"]:visible`);
  }

  /** Opens a model file by a click on its row in the Explorer. Until its editor is known VS Code opens it as text. */
  async openModelFile(row: Locator): Promise<void> {
    await this.retry(async () => {
      await row.click();
      try {
        await this.webview.waitFor({ timeout: 10_000 });
      } catch (error) {
        await this.run('View: Close All Editors');
        throw error;
      }
    }, 4);
  }

  /** The document inside the visible panel of Layerglass. */
  get panel(): FrameLocator {
    return this.webview.contentFrame().locator('iframe#active-frame').contentFrame();
  }

  /** Chooses a view of the panel by its tab. */
  async showView(name: 'Training' | 'Layers' | 'Checkpoints' | 'Experiments'): Promise<void> {
    await this.panel.getByRole('tab', { name }).click();
  }

  /** Rows of a tree in the side bar, by their text. */
  treeRow(text: string | RegExp): Locator {
    return this.page.locator('.part.sidebar .monaco-list-row', { hasText: text });
  }

  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text });
  }

  toast(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  dialog(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box', { hasText: text });
  }

  /** Resolves to what was notified and not dismissed, toast or not. */
  async notifications(): Promise<string[]> {
    await this.run('Notifications: Show Notifications');
    return this.page.locator('.notifications-center .notification-list-item-message').allInnerTexts();
  }

  /** Changes settings; they apply in under half a second, except what counts for the whole application. */
  set(settings: Record<string, unknown>): void {
    const file = this.server.settingsFile;
    const next = { ...JSON.parse(fs.readFileSync(file, 'utf8')), ...settings };
    // Whole at once: the watcher must not read half a file.
    fs.writeFileSync(file + '.new', JSON.stringify(next, null, 2));
    fs.renameSync(file + '.new', file);
  }

  async theme(kind: ThemeKind): Promise<void> {
    const { name, webviewClass } = themes[kind];
    // The event of a changed file is lost now and then.
    await this.retry(async () => {
      this.set({ 'workbench.colorTheme': name });
      await this.page.locator(`.monaco-workbench.${kind}`).waitFor({ timeout: 2000 });
    });
    // A webview gets its theme a moment later.
    for (const outer of await this.page.locator('iframe.webview.ready:visible').all())
      await outer
        .contentFrame()
        .locator('iframe#active-frame')
        .contentFrame()
        .locator(`body.${webviewClass}`)
        .waitFor();
  }

  /** Takes a still picture: no caret, no running animation, nothing half slid in. `scale`: `css` for one pixel to each of CSS. */
  async screenshot(file: string, scale: 'css' | 'device' = 'device'): Promise<void> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    // A frame may go away meanwhile.
    for (const frame of this.page.frames()) await frame.evaluate(untilStill).catch(() => {});
    await this.page.screenshot({ path: file, animations: 'disabled', caret: 'hide', scale });
  }

  /** Resolves to what `action` does once it does it: it has so many attempts, and 20 s however quickly they fail. */
  async retry<T>(action: () => Promise<T>, attempts = 8): Promise<T> {
    const end = Date.now() + 20_000;
    for (let i = 1; ; i++)
      try {
        return await action();
      } catch (error) {
        if (i >= attempts && Date.now() > end) throw error;
        await this.page.waitForTimeout(100);
      }
  }
}
