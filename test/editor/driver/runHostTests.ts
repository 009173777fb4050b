import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { hasServer, hosts, type HostName } from '../provision/vscodeServer';
import { copySamples } from './copySamples';
import { removeFolder } from './removeFolder';

const root = path.join(__dirname, '../../..');

/** Bundles the suite for the extension host, one file a test, and returns its folder. */
async function buildSuite(): Promise<string> {
  const source = path.join(__dirname, '../suite');
  const output = path.join(root, 'test/output/suite');
  fs.rmSync(output, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: fs.readdirSync(source).map(f => path.join(source, f)),
    outdir: output,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return output;
}

/**
 * Runs the suite in that version of VS Code: the served one where there is one, else desktop VS Code, which is then
 * downloaded. Resolves to whether all passed; `result` names a file for what did.
 */
export async function runHostTests(
  host: HostName,
  { grep, result }: { grep?: string; result?: string } = {},
): Promise<boolean> {
  const suite = await buildSuite();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lg-'));
  const workspace = copySamples(folder);
  fs.mkdirSync(path.join(workspace, '.vscode'));
  // The one backend that every machine has.
  fs.writeFileSync(path.join(workspace, '.vscode/settings.json'), JSON.stringify({ 'layerglass.backend': 'wasm' }));
  const resultFile = path.resolve(result ?? path.join(folder, 'result.json'));
  try {
    await runTests({
      ...(hasServer
        ? { vscodeExecutablePath: path.join(root, 'test/editor/codeShim.mjs') }
        : { version: host === 'oldest' ? hosts.oldest.vscode : 'stable' }),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(suite, 'index.js'),
      extensionTestsEnv: {
        LAYERGLASS_HOST: host,
        LAYERGLASS_HOST_RESULT: resultFile,
        ...(grep && { LAYERGLASS_HOST_GREP: grep }),
      },
      launchArgs: [workspace, '--disable-extensions'],
    });
    // A host that dies reports success, or nothing.
    if (!fs.existsSync(resultFile)) throw new Error('The extension host ended without a result.');
    return true;
  } catch (error) {
    console.error(String(error));
    return false;
  } finally {
    await removeFolder(folder);
  }
}
