import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { format } from 'node:util';
import type { HostName } from '../provision/vscodeServer';
import { openBrowser } from './browser';
import { removeFolder } from './removeFolder';
import { isolatedEnvironment, startServer } from './server';

/** Lines that the editor writes about itself. */
const noise =
  /^\[|additional builtin|connection token|Creating a socket|No search provider|ChatSessionStore|^\s*$|workbench\.html|authentication provider/;

/**
 * Runs tests inside the extension host of a served VS Code, as the arguments of VS Code's own executable say.
 * LAYERGLASS_HOST names the version. Resolves to an exit code.
 */
export async function runInServer(argv: string[]): Promise<number> {
  const values = (name: string) => argv.filter(a => a.startsWith(`--${name}=`)).map(a => a.slice(name.length + 3));
  const workspace = argv.find(a => !a.startsWith('-'));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lg-host-'));
  const server = await startServer({
    folder,
    host: process.env.LAYERGLASS_HOST as HostName,
    hasDriver: true,
    environment: isolatedEnvironment(folder),
  });
  const { browser, page } = await openBrowser();
  try {
    let finish!: (code: number) => void;
    const finished = new Promise<number>(resolve => (finish = resolve));
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      const line = format(...args);
      if (!noise.test(line)) process.stdout.write(line + '\n');
    });
    await page.exposeFunction('codeAutomationExit', (code: number) => finish(code));
    page.on('crash', () => finish(99));
    const payload = ['extensionDevelopmentPath', 'extensionTestsPath'].flatMap(name =>
      values(name).map((value): [string, string] => [name, value]),
    );
    await page.goto(server.address({ folder: workspace, payload }));
    return await finished;
  } finally {
    await browser.close();
    await server.stop();
    await removeFolder(folder);
  }
}
