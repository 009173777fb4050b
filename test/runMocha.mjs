// Runs one suite: node test/runMocha.mjs <suite> [file…] [--grep text] [--part 1/2] [--reporter name] [--result file] [--no-build]
// A file is a part of a path, so that `unit stats` runs the tests of the statistics only.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from './runner/buildIfStale.mjs';

// TypeScript in all its ways of being loaded, in worker threads too, needs tsx before the first module.
if (!process.execArgv.includes('tsx')) {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', ...process.argv.slice(1)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

/**
 * Where a suite's files are, how long one test of it may take, and whether it needs dist/. What drives a real editor waits for
 * a machine that others use too: a test of it that fails has a second try, and the summary names those that needed it.
 */
const suites = {
  unit: { folder: 'unit', ending: '.test.ts', timeoutMs: 20_000, needsBuild: false },
  child: { folder: 'child', ending: '.test.ts', timeoutMs: 120_000, needsBuild: true },
  panel: { folder: 'panel', ending: '.test.ts', timeoutMs: 60_000, retries: 1, needsBuild: true },
  // far too long for npm test, which has fifty kills of it
  faults: { folder: 'faults', ending: '.test.ts', timeoutMs: 1_800_000, needsBuild: true },
  package: { folder: 'editor/packaging', ending: '.scenario.ts', timeoutMs: 300_000, retries: 1, needsBuild: true },
  // pictures of every view in every theme, to be looked at
  pictures: { folder: 'editor/pictures', ending: '.scenario.ts', timeoutMs: 300_000, needsBuild: true },
  scenarios: { folder: 'editor/scenarios', ending: '.scenario.ts', timeoutMs: 300_000, retries: 1, needsBuild: true },
};

const here = import.meta.dirname;

/** Returns the suite's files in a fixed order, those whose path contains one of `parts` where there are any. */
function findFiles({ folder, ending }, parts) {
  const root = path.join(here, folder);
  if (!fs.existsSync(root)) return [];
  return fs
    .readdirSync(root, { recursive: true })
    .map(f => path.join(root, String(f)))
    .filter(f => f.endsWith(ending) && (!parts.length || parts.some(p => path.relative(here, f).includes(p))))
    .sort();
}

/** Runs the files; resolves to what passed, failed, was skipped and needed a second try. */
async function runFiles(files, { timeoutMs, retries = 0, grep, reporter }) {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: timeoutMs, retries, reporter, ...(grep && { grep }) });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const result = { passed: 0, failed: [], skipped: [], triedAgain: [] };
  return new Promise(resolve => {
    const runner = mocha.run(() => resolve(result));
    runner.on('pass', () => result.passed++);
    const failure = (test, error) => ({ title: test.fullTitle(), error: String(error?.stack ?? error) });
    runner.on('fail', (test, error) => result.failed.push(failure(test, error)));
    runner.on('retry', (test, error) => {
      result.triedAgain.push(failure(test, error));
      console.error(`at the first try: ${error?.stack ?? error}`);
    });
    runner.on('pending', test => result.skipped.push(test.fullTitle()));
  });
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string' },
    // every second file from the first, or from the second, on
    part: { type: 'string', default: '1/1' },
    reporter: { type: 'string', default: 'spec' },
    result: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
  },
});
const [name, ...parts] = positionals;
const suite = suites[name];
if (!suite) {
  console.error(`Name a suite: ${Object.keys(suites).join(', ')}`);
  process.exit(2);
}
// Nobody waits for the result of a suite whose caller is gone.
const { ppid } = process;
setInterval(() => process.ppid === ppid || process.exit(1), 1000).unref();

// What Layerglass keeps of a person is not for tests to touch.
process.env.LAYERGLASS_CONFIG ??= path.join(here, 'output/config');
if (suite.needsBuild && !values['no-build']) buildIfStale();
const [part, of] = values.part.split('/').map(Number);
const files = findFiles(suite, parts).filter((_, i) => i % of === part - 1);
const result = await runFiles(files, { ...suite, ...values });
if (!files.length) console.error(`No files: test/${suite.folder}/**/*${suite.ending} ${parts.join(' ')}`);
// Written last: a suite that dies on the way has no result.
if (values.result) fs.writeFileSync(values.result, JSON.stringify(result));
process.exit(result.failed.length || !files.length ? 1 : 0);
