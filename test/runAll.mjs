// npm test: all suites, or those named: npm test -- unit child
// Provides itself with what it needs, ends with one line of figures, and with a status that is not 0 where a test failed.
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runMark, waitForLeftovers } from './runner/leftovers.mjs';
import { provideNative } from './runner/provideNative.mjs';
import { runNode } from './runner/runProcess.mjs';
import { runSuite } from './runner/runSuite.mjs';

const root = path.join(import.meta.dirname, '..');
const minutes = n => n * 60_000;
const bin = (name, file) => path.join('node_modules', name, file);
const mocha = (suite, reporter) => ['test/runMocha.mjs', suite, '--reporter', reporter, '--no-build'];

/** Long suites are run in parts, so that no core waits for the last one. */
const child = part => ({
  name: `child ${part}`,
  seconds: { '1/4': 130, '2/4': 135, '3/4': 200, '4/4': 150 }[part],
  args: [...mocha('child', 'spec'), '--part', part],
  limitMs: minutes(12),
  needs: ['build', 'native'],
});
const scenarios = part => ({
  name: `scenarios ${part}`,
  seconds: { '1/4': 190, '2/4': 100, '3/4': 185, '4/4': 150 }[part],
  args: [...mocha('scenarios', 'spec'), '--part', part],
  limitMs: minutes(12),
  needs: ['build', 'editor'],
});

/** Where the package is made that is then installed. */
const packageFolder = 'test/output/package';

/**
 * All suites, in the order in which they begin, as many at a time as there are cores, two at least: first what the others need, then what reads sources only, then
 * what computes beside what waits for pages, and at last what takes about a minute. What needs `dist/`, an editor or native
 * TensorFlow waits for it. `seconds`: what each takes beside another one on two cores.
 */
const suites = [
  // builds dist/ for a release, and so comes before the build that the others run
  {
    name: 'package made',
    seconds: 75,
    args: ['test/package.mjs', '--build', '--out', packageFolder],
    limitMs: minutes(6),
    isOneTest: true,
  },
  { name: 'types', seconds: 65, args: [bin('typescript', 'bin/tsc'), '-p', '.'], limitMs: minutes(4), isOneTest: true },
  { name: 'build', seconds: 5, args: ['esbuild.mjs'], limitMs: minutes(2), isOneTest: true, needs: ['package made'] },
  { name: 'lint', seconds: 45, args: [bin('eslint', 'bin/eslint.js'), '.'], limitMs: minutes(4), isOneTest: true },
  {
    name: 'format',
    seconds: 45,
    args: [bin('prettier', 'bin/prettier.cjs'), '--check', '.'],
    limitMs: minutes(2),
    isOneTest: true,
  },
  {
    name: 'types of the webview',
    seconds: 15,
    args: [bin('typescript', 'bin/tsc'), '-p', 'webview'],
    limitMs: minutes(3),
    isOneTest: true,
  },
  { name: 'unit', seconds: 130, args: mocha('unit', 'dot'), limitMs: minutes(5) },
  ...['1/4', '2/4'].flatMap(part => [child(part), scenarios(part)]),
  ...['1/2', '2/2'].map(part => ({
    name: `panel ${part}`,
    seconds: 110,
    args: [...mocha('panel', 'spec'), '--part', part],
    limitMs: minutes(6),
    needs: ['build', 'editor'],
  })),
  ...['3/4', '4/4'].flatMap(part => [child(part), scenarios(part)]),
  {
    name: 'package installed',
    seconds: 60,
    args: mocha('package', 'spec'),
    limitMs: minutes(5),
    needs: ['package made', 'build', 'editor'],
    environment: { LAYERGLASS_VSIX: packageFolder },
  },
  ...['newest', 'oldest'].map(host => ({
    name: `inside the ${host} VS Code`,
    seconds: 60,
    args: ['test/editor/runHostTests.mjs', host],
    limitMs: minutes(6),
    needs: ['build', 'editor'],
  })),
];

const wanted = process.argv.slice(2);
const chosen = suites.filter(s => !wanted.length || wanted.some(w => s.name.startsWith(w)));
const has = need => chosen.some(s => s.needs?.includes(need));
const mark = randomUUID();
process.env[runMark] = mark;

// Fetched while the first suites run; both are quick where everything is there already.
const providing = {
  editor: has('editor')
    ? runNode(['test/editor/provision/provideAll.mjs'], { limitMs: minutes(8), folder: root })
    : null,
  native: has('native') ? provideNative() : null,
};

// the one of another version must not be taken for it
if (chosen.some(s => s.name === 'package made'))
  fs.rmSync(path.join(root, packageFolder), { recursive: true, force: true });

/** A build server ends what takes longer than it allows: there, what would end later than this is left out by name. */
const lastEndMs = process.env.CI ? minutes(17.5) : Infinity;
/** What suites took so far, and what they were expected to take, in milliseconds. */
const pace = { took: 0, expected: 0 };
const isTooLate = ({ seconds }) => {
  const factor = pace.expected ? pace.took / pace.expected : 1;
  return Date.now() - startedAt + 1000 * seconds * factor > lastEndMs;
};
/** Called when a suite has ended, by its name; `untilEnded` is what those wait for that need it. */
const tellEnd = new Map();
const untilEnded = new Map(chosen.map(({ name }) => [name, new Promise(resolve => tellEnd.set(name, resolve))]));
const total = { passed: 0, failed: [], skipped: [], triedAgain: [] };
const startedAt = Date.now();

/** Runs a suite and adds to the total. Of those that run at once, all but one have their output written at their end (`isHeldBack`). */
async function run(suite, isHeldBack = false) {
  if (isTooLate(suite)) {
    total.skipped.push({ suite: suite.name, title: 'all of it: no time was left on this machine' });
    return;
  }
  for (const need of suite.needs ?? []) await untilEnded.get(need);
  const environment = { ...suite.environment };
  if (!isHeldBack) console.log(`\n— ${suite.name}`);
  if (suite.needs?.includes('native')) {
    const { folder, reason, error } = await providing.native;
    if (error) total.failed.push({ suite: suite.name, title: 'native TensorFlow', error });
    Object.assign(environment, folder ? { LAYERGLASS_NATIVE: folder } : { LAYERGLASS_NATIVE_MISSING: reason ?? error });
  }
  if (suite.needs?.includes('editor') && (await providing.editor).code !== 0) {
    total.failed.push({ suite: suite.name, title: suite.name, error: 'the editor could not be fetched: see above' });
    return;
  }
  const suiteStartedAt = Date.now();
  const result = await runSuite(suite, environment, isHeldBack);
  total.passed += result.passed;
  for (const failure of result.failed) total.failed.push({ suite: suite.name, ...failure });
  for (const failure of result.triedAgain) total.triedAgain.push({ suite: suite.name, ...failure });
  for (const title of result.skipped) total.skipped.push({ suite: suite.name, title });
  const tookMs = Date.now() - suiteStartedAt;
  pace.took += tookMs;
  pace.expected += 1000 * suite.seconds;
  console.log(`  ${suite.name}: ${(tookMs / 1000).toFixed(0)} s`);
}
const queue = [...chosen];
/** More than four would want more memory than a machine may have. */
const atOnce = Math.min(4, Math.max(2, os.availableParallelism()));
async function work(isHeldBack) {
  for (let suite = queue.shift(); suite; suite = queue.shift()) {
    await run(suite, isHeldBack);
    tellEnd.get(suite.name)();
  }
}
await Promise.all(Array.from({ length: atOnce }, (_, i) => work(i > 0)));

const left = await waitForLeftovers(mark);
for (const { pid, command } of left) {
  process.kill(pid, 'SIGKILL');
  total.failed.push({ suite: 'processes', title: 'none is left behind', error: command });
}
if (!left.length && process.platform === 'linux') total.passed++;

const seconds = Math.round((Date.now() - startedAt) / 1000);
console.log(`\n${Math.floor(seconds / 60)} min ${seconds % 60} s`);
if (total.skipped.length) console.log(`\nSkipped:`);
for (const { suite, title } of total.skipped) console.log(`  ${suite}: ${title}`);
for (const [heading, failures] of [
  ['Passed at the second try; the first:', total.triedAgain.filter(t => !total.failed.some(f => f.title === t.title))],
  ['Failed:', total.failed],
]) {
  if (failures.length) console.log(`\n${heading}`);
  for (const { suite, title, error } of failures)
    console.log(`  ${suite}: ${title}\n    ${error.replaceAll('\n', '\n    ')}`);
}
console.log(`\n${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped`);
process.exit(total.failed.length ? 1 : 0);
