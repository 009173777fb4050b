import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { hasServer, type HostName } from '../provision/vscodeServer';
import { openBrowser } from './browser';
import { copySamples } from './copySamples';
import { removeFolder } from './removeFolder';
import { isolatedEnvironment, startServer } from './server';
import { testSettings } from './testSettings';
import { Workbench } from './workbench';

const root = path.join(__dirname, '../../..');
/** Pictures that scenarios take and those of failures; not kept in the repository. */
export const picturesFolder = path.join(root, 'test/output/screenshots');

export interface ScenarioOptions {
  host?: HostName;
  /** Opened at once, relative to the samples: `digits/train.ts:15:3`. */
  file?: string;
  /** The folder that is opened, relative to the copy of the samples. Default: all of them. */
  workspace?: string;
  /** Called with the copy of the samples before the editor opens. */
  prepare?: (samples: string) => void;
  viewport?: { width: number; height: number };
  settings?: Record<string, unknown>;
  /** VS Code asks whether the folder is trusted. */
  asksForTrust?: boolean;
  builtins?: readonly string[] | 'all';
  /** Of the server, given the copy of the samples. */
  environment?: (samples: string) => NodeJS.ProcessEnv;
  /** A packaged extension, made when the test runs and installed in the place of this repository's folder. */
  vsix?: () => string;
}
export interface Scenario {
  workbench: Workbench;
  /** The folder that is open. */
  workspace: string;
  /** Errors that the page threw. */
  pageErrors: string[];
}

/**
 * Returns a test that opens a VS Code of its own on a copy of the samples, runs `body` and closes it. A failure leaves a
 * picture, the notifications and the log of the extension host.
 */
export function inEditor(options: ScenarioOptions, body: (scenario: Scenario) => Promise<void>) {
  return async function (this: Mocha.Context) {
    if (!hasServer) this.skip();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lg-'));
    const samples = copySamples(folder);
    options.prepare?.(samples);
    const workspace = path.join(samples, options.workspace ?? '.');
    const server = await startServer({
      folder,
      host: options.host,
      ...(options.vsix ? { vsix: options.vsix() } : { extensions: [root] }),
      settings: { ...testSettings, 'layerglass.backend': 'wasm', ...options.settings },
      builtins: options.builtins,
      asksForTrust: options.asksForTrust,
      environment: { ...isolatedEnvironment(folder), ...options.environment?.(samples) },
    });
    const { browser, page } = await openBrowser({ viewport: options.viewport });
    const pageErrors: string[] = [];
    page.on('pageerror', error => pageErrors.push(String(error)));
    try {
      const file = options.file && path.join(samples, options.file);
      const workbench = await Workbench.open(page, server, { folder: workspace, file });
      await body({ workbench, workspace, pageErrors });
      if (pageErrors.length) throw new Error(`The page threw:\n${pageErrors.join('\n')}`);
    } catch (error) {
      const picture = path.join(picturesFolder, `failure-${this.test!.fullTitle().replace(/\W+/g, '-')}.png`);
      fs.mkdirSync(picturesFolder, { recursive: true });
      await page.screenshot({ path: picture }).catch(() => {});
      console.error(`picture: ${picture}\n${pageErrors.join('\n')}\n${hostLog(folder)}`);
      throw error;
    } finally {
      await browser.close();
      await server.stop();
      await removeFolder(folder);
    }
  };
}

/** Returns the last lines of the extension host's log, and of our own. */
function hostLog(folder: string): string {
  const logs = path.join(folder, 'data/data/logs');
  if (!fs.existsSync(logs)) return '';
  return fs
    .readdirSync(logs, { recursive: true })
    .map(String)
    .filter(f => /remoteexthost\.log$|Layerglass.*\.log$/.test(f))
    .map(f => `— ${f}\n${fs.readFileSync(path.join(logs, f), 'utf8').split('\n').slice(-20).join('\n')}`)
    .join('\n');
}
