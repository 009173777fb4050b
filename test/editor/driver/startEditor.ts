import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { cacheFolder } from '../provision/npmPackage';
import { freePort, startServer } from './server';
import { startSettings } from './testSettings';

const root = path.join(__dirname, '../../..');
const samples = path.join(root, 'samples');
const program = path.join(samples, 'digits/train.ts');
/** The first layer call, so that its lens is in view. */
const file = `${program}:21:13`;

/**
 * Asks the extension to train this program once. Not a setting, since opening a folder must never run code; the id lets it
 * tell a reload of the window from another start.
 */
const startEnvironment = () => ({
  LAYERGLASS_START: JSON.stringify({ program, id: randomBytes(4).toString('hex') }),
});

/** Opens the person's own VS Code. Returns false where there is none. */
export function startDesktop(): boolean {
  const shell = process.platform === 'win32';
  // In a terminal of a remote VS Code `code` is another program, which cannot load an extension from its folder.
  const isRemote = !!process.env.VSCODE_IPC_HOOK_CLI;
  if (isRemote || spawnSync('code', ['--version'], { shell, timeout: 30_000 }).status !== 0) return false;
  openDesktop('code', shell);
  return true;
}

/** Opens a VS Code that is downloaded first: where there is neither `code` nor a server from npm. */
export async function startDownloaded(): Promise<void> {
  openDesktop(await downloadAndUnzipVSCode({ version: 'stable', cachePath: cacheFolder }), false);
}

function openDesktop(command: string, shell: boolean): void {
  spawn(command, ['--new-window', `--extensionDevelopmentPath=${root}`, samples, '--goto', file], {
    shell,
    stdio: 'inherit',
    env: { ...process.env, ...startEnvironment() },
  });
  console.log('Opened in VS Code. It may ask whether you trust the samples: they run once you do.');
}

/** Serves a VS Code on the loopback address and prints where; resolves once it is there, and ends with this process. */
export async function startServed({ opensBrowser }: { opensBrowser: boolean }): Promise<void> {
  const folder = path.join(cacheFolder, 'start');
  fs.mkdirSync(folder, { recursive: true });
  const { port, token } = await rememberedAddress(path.join(folder, 'address.json'));
  console.log('Starting VS Code. The first time it is fetched from npm, which takes about a quarter of a minute.');
  const server = await startServer({
    folder,
    extensions: [root],
    builtins: 'all',
    settings: startSettings,
    token,
    port,
    environment: startEnvironment(),
  });
  const address = server.address({ folder: samples, file });
  console.log(`\nLayerglass is at\n\n  ${address}\n\nThe first sample trains once the page is open. Ctrl+C ends it.`);
  if (process.env.SSH_CONNECTION)
    console.log(`From your own machine: ssh -L ${port}:127.0.0.1:${port} <this machine>, then open the address there.`);
  let isAsked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      isAsked = true;
      void server.stop().then(() => process.exit(0));
    });
  void server.stopped.then(() => {
    if (isAsked) return;
    console.error(`VS Code has ended; its log is ${path.join(folder, 'server.log')}`);
    process.exit(1);
  });
  if (opensBrowser) openInBrowser(address);
}

/**
 * Resolves to the port and token of the last start, where the port is still free: the browser keeps layout and open files
 * by address. Without a token every account on this machine, and any web page, could run code here.
 */
async function rememberedAddress(file: string): Promise<{ port: number; token: string }> {
  const last = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  const address = {
    port: last.port && (await isFree(last.port)) ? last.port : await freePort(),
    token: last.token ?? randomBytes(24).toString('hex'),
  };
  fs.writeFileSync(file, JSON.stringify(address), { mode: 0o600 });
  return address;
}

const isFree = (port: number) =>
  new Promise<boolean>(resolve => {
    const probe = net.createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

function openInBrowser(address: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler']
        : ['xdg-open'];
  if (command === 'xdg-open' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  spawn(command!, [...args, address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
