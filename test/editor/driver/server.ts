import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as path from 'node:path';
import { provideServer, type HostName } from '../provision/vscodeServer';
import { endWithParent } from './endWithParent';
import { fewBuiltins, testSettings } from './testSettings';

export interface ServerOptions {
  /** Holds this server's data, settings, extension list and log. Must be short: a socket's path ends at 107 bytes. */
  folder: string;
  host?: HostName;
  /** Extension folders, loaded from where they are: a reload of the page takes a new build. */
  extensions?: string[];
  /** A packaged extension that is installed first. */
  vsix?: string;
  settings?: Record<string, unknown>;
  /** Names of the built-in extensions that are loaded. */
  builtins?: readonly string[] | 'all';
  /** The smoke-test driver: needed for tests inside the extension host. It suppresses toasts. */
  hasDriver?: boolean;
  /** Asks before it trusts a folder, as VS Code does. */
  asksForTrust?: boolean;
  /** Without one, everything on this machine can use the server. */
  token?: string;
  port?: number;
  environment?: NodeJS.ProcessEnv;
  /** More arguments of the server. */
  arguments?: string[];
}
export interface Target {
  folder?: string;
  /** Opened at once: `path` or `path:line:column`. */
  file?: string;
  /** More of what the page is told: pairs of a name and a value. */
  payload?: [string, string][];
}
export interface Server {
  port: number;
  folder: string;
  /** The settings file whose changes apply at once. */
  settingsFile: string;
  address(target?: Target): string;
  /** Resolves once the server has ended, for whatever reason. */
  stopped: Promise<void>;
  stop(): Promise<void>;
}

/** Resolves to a port of the loopback address that nothing listens on. */
export const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = net.createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** Returns an environment whose home folder and temporary files lie in `folder`. */
export function isolatedEnvironment(folder: string): NodeJS.ProcessEnv {
  const environment = {
    HOME: path.join(folder, 'home'),
    TMPDIR: path.join(folder, 'tmp'),
    XDG_RUNTIME_DIR: path.join(folder, 'tmp'),
  };
  for (const part of Object.values(environment)) fs.mkdirSync(part, { recursive: true });
  return environment;
}

const httpStatus = (url: string) =>
  new Promise<number>(resolve =>
    http
      .get(url, response => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
      .on('error', () => resolve(0)),
  );

/** Starts the VS Code server on the loopback address, without its wrapper; it ends with this process. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { folder, token } = options;
  const { vscode, node } = provideServer(options.host ?? 'newest');
  const data = path.join(folder, 'data');
  const extensionsFolder = path.join(folder, 'extensions');
  // User holds what counts for the application (telemetry, updates); Machine is the one whose changes apply at once.
  const [userSettings, settingsFile] = ['User', 'Machine'].map(s => path.join(data, 'data', s, 'settings.json'));
  for (const file of [userSettings!, settingsFile!]) {
    if (fs.existsSync(file)) continue;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(options.settings ?? testSettings, null, 2));
  }
  if (options.extensions) listExtensions(extensionsFolder, options.extensions);
  const port = options.port ?? (await freePort());
  if (options.vsix) installVsix(options.vsix, { vscode, node, data, extensionsFolder });
  const logFile = path.join(folder, 'server.log');
  const child = spawn(
    node,
    [
      ...['--import', endWithParent, path.join(vscode, 'out/server-main.js')],
      ...['--host', '127.0.0.1', '--port', String(port), '--accept-server-license-terms'],
      ...['--server-data-dir', data, '--extensions-dir', extensionsFolder],
      ...['--builtin-extensions-dir', chooseBuiltins(folder, vscode, options.builtins ?? fewBuiltins)],
      ...['--telemetry-level', 'off', '--disable-telemetry'],
      ...(token ? ['--connection-token-file', writeToken(folder, token)] : ['--without-connection-token']),
      ...(options.asksForTrust ? [] : ['--disable-workspace-trust']),
      ...(options.hasDriver ? ['--enable-smoke-test-driver'] : []),
      ...(options.arguments ?? []),
    ],
    {
      env: { ...withoutVscode(process.env), EXTENSIONS_GALLERY: '{}', ...options.environment },
      stdio: ['ignore', fs.openSync(logFile, 'w'), fs.openSync(logFile, 'a')],
    },
  );
  const stopped = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  void stopped.then(() => process.off('exit', end));

  const url = `http://127.0.0.1:${port}/`;
  const started = Date.now();
  while ((await httpStatus(url + 'version')) !== 200) {
    if (child.exitCode !== null || Date.now() - started > 60_000) {
      end();
      const lines = fs.readFileSync(logFile, 'utf8').split('\n');
      throw new Error(
        `The VS Code server did not start:\n${lines
          .filter(l => l.length < 500)
          .slice(-15)
          .join('\n')}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return {
    port,
    folder,
    settingsFile: settingsFile!,
    stopped,
    address: target => addressOf(port, token, target),
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(end, 5000);
      await stopped;
      clearTimeout(timer);
    },
  };
}

/** Writes the list from which the server loads extensions where they lie. */
function listExtensions(extensionsFolder: string, extensions: string[]): void {
  fs.mkdirSync(extensionsFolder, { recursive: true });
  const list = extensions.map(extension => {
    const { publisher, name, version } = JSON.parse(fs.readFileSync(path.join(extension, 'package.json'), 'utf8'));
    const location = { $mid: 1, scheme: 'file', path: path.resolve(extension) };
    return { identifier: { id: `${publisher}.${name}` }, version, location, metadata: {} };
  });
  fs.writeFileSync(path.join(extensionsFolder, 'extensions.json'), JSON.stringify(list));
}

/** Installs a packaged extension, as `code --install-extension` does. */
function installVsix(
  vsix: string,
  { vscode, node, data, extensionsFolder }: { vscode: string; node: string; data: string; extensionsFolder: string },
): void {
  execFileSync(node, [
    path.join(vscode, 'out/server-main.js'),
    ...['--install-extension', vsix, '--accept-server-license-terms'],
    ...['--server-data-dir', data, '--extensions-dir', extensionsFolder],
  ]);
}

/** Returns a folder of links to the built-in extensions that are wanted. */
function chooseBuiltins(folder: string, vscode: string, builtins: readonly string[] | 'all'): string {
  const all = path.join(vscode, 'extensions');
  if (builtins === 'all') return all;
  const chosen = path.join(folder, 'builtins');
  fs.rmSync(chosen, { recursive: true, force: true });
  fs.mkdirSync(chosen);
  for (const name of builtins) fs.symlinkSync(path.join(all, name), path.join(chosen, name));
  return chosen;
}

function writeToken(folder: string, token: string): string {
  const file = path.join(folder, 'token');
  fs.writeFileSync(file, token, { mode: 0o600 });
  return file;
}

/** A terminal inside VS Code has variables that would make this server think it is that one's. */
const withoutVscode = (environment: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('VSCODE_')));

function addressOf(port: number, token: string | undefined, { folder, file, payload = [] }: Target = {}): string {
  const uri = (file: string) => `vscode-remote://127.0.0.1:${port}${path.resolve(file)}`;
  const pairs = [
    ...payload.map(([name, value]) => [name, name.endsWith('Path') ? uri(value) : value]),
    ...(file
      ? [
          ['openFile', uri(file)],
          ['gotoLineMode', 'true'],
        ]
      : []),
    ...[
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
    ],
  ];
  const query = new URLSearchParams({
    ...(token && { tkn: token }),
    ...(folder ? { folder: path.resolve(folder) } : { ew: 'true' }),
    payload: JSON.stringify(pairs),
  });
  return `http://127.0.0.1:${port}/?${query}`;
}
