// What VS Code calls inside the extension host.
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Runs every test beside this file; rejects where one fails, and writes what happened to LAYERGLASS_HOST_RESULT. */
export async function run(): Promise<void> {
  // Mocha is an ES module, which the Node 20 of VS Code 1.100 cannot require.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    color: false,
    grep: process.env.LAYERGLASS_HOST_GREP || undefined,
  });
  for (const file of fs.readdirSync(__dirname).filter(f => f.endsWith('.test.js')))
    mocha.addFile(path.join(__dirname, file));
  const result = { passed: 0, failed: [] as { title: string; error: string }[], skipped: [] as string[] };
  const failures = await new Promise<number>(resolve => {
    const runner = mocha.run(resolve);
    runner.on('pass', () => result.passed++);
    runner.on('fail', (test, error) =>
      result.failed.push({ title: test.fullTitle(), error: String(error?.stack ?? error) }),
    );
    runner.on('pending', test => result.skipped.push(test.fullTitle()));
  });
  // Written last: a host that dies on the way has no result.
  fs.writeFileSync(process.env.LAYERGLASS_HOST_RESULT!, JSON.stringify(result));
  if (failures) throw new Error(`${failures} failed`);
}
