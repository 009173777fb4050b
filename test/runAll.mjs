// npm test: all suites, or those named: npm test -- unit child
// Provides itself with what it needs, ends with one line of figures, and with a status that is not 0 where a test failed.
import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { runMark, waitForLeftovers } from './runner/leftovers.mjs';
import { provideNative } from './runner/provideNative.mjs';
import { runNode } from './runner/runProcess.mjs';
import { runSuite } from './runner/runSuite.mjs';

const root = path.join(import.meta.dirname, '..');
const minutes = n => n * 60_000;
const bin = (name, file) => path.join('node_modules', name, file);
/** Long suites are run in parts, so that no core waits for the last one. */
const parts = ['1/4', '2/4', '3/4', '4/4'];
const mocha = (suite, reporter) => ['test/runMocha.mjs', suite, '--reporter', reporter, '--no-build'];

/**
 * First the build; then `lint` and `format` beside types and the pure tests; then all else, two at a time. What needs an editor,
 * or native TensorFlow, waits for it.
 */
const suites = [
  { name: 'lint', args: [bin('eslint', 'bin/eslint.js'), '.'], limitMs: minutes(4), isOneTest: true },
  {
    name: 'format',
    args: [bin('prettier', 'bin/prettier.cjs'), '--check', '.'],
    limitMs: minutes(2),
    isOneTest: true,
  },
  { name: 'types', args: [bin('typescript', 'bin/tsc'), '-p', '.'], limitMs: minutes(4), isOneTest: true },
  {
    name: 'types of the webview',
    args: [bin('typescript', 'bin/tsc'), '-p', 'webview'],
    limitMs: minutes(3),
    isOneTest: true,
  },
  { name: 'build', args: ['esbuild.mjs'], limitMs: minutes(2), isOneTest: true },
  { name: 'unit', args: mocha('unit', 'dot'), limitMs: minutes(5) },
  ...parts.map(part => ({
    name: `child ${part}`,
    args: [...mocha('child', 'spec'), '--part', part],
    limitMs: minutes(8),
    needs: ['native'],
  })),
  { name: 'panel', args: mocha('panel', 'spec'), limitMs: minutes(8), needs: ['editor'] },
  ...['newest', 'oldest'].map(host => ({
    name: `inside the ${host} VS Code`,
    args: ['test/editor/runHostTests.mjs', host],
    limitMs: minutes(6),
    needs: ['editor'],
  })),
  ...parts.map(part => ({
    name: `scenarios ${part}`,
    args: [...mocha('scenarios', 'spec'), '--part', part],
    limitMs: minutes(8),
    needs: ['editor'],
  })),
  // builds anew what all others run
  { name: 'package', args: mocha('package', 'spec'), limitMs: minutes(5), needs: ['editor'] },
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

/** A build server ends what takes longer than it allows: there, what would begin too late is left out by name. */
const lastStartMs = process.env.CI ? minutes(14.6) : Infinity;
const packageMs = minutes(3);
const total = { passed: 0, failed: [], skipped: [] };
const startedAt = Date.now();

/** Runs a suite and adds to the total. Of two that run at once, `isHeldBack` has its output written at its end. */
async function run(suite, isHeldBack = false) {
  if (Date.now() - startedAt > lastStartMs + (suite.name === 'package' ? packageMs : 0)) {
    total.skipped.push({ suite: suite.name, title: 'all of it: no time was left on this machine' });
    return;
  }
  const environment = {};
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
  for (const title of result.skipped) total.skipped.push({ suite: suite.name, title });
  console.log(`  ${suite.name}: ${((Date.now() - suiteStartedAt) / 1000).toFixed(0)} s`);
}
async function runAll(list, isHeldBack = false) {
  for (const suite of list) await run(suite, isHeldBack);
}

const named = name => chosen.filter(s => s.name === name);
await runAll(named('build'));
const isWritten = ({ name }) => ['lint', 'format'].includes(name);
/** By which it stands in the queue: what takes long and computes goes beside what waits for pages. */
const queued = ['child 1', 'panel', 'child 2', 'inside the newest', 'child 3', 'scenarios 1', 'child 4'];
queued.push('scenarios 2', 'scenarios 3', 'scenarios 4', 'inside the oldest');
const queue = queued.flatMap(begin => chosen.filter(s => s.name.startsWith(begin)));
const written = chosen.filter(isWritten);
const pure = chosen.filter(s => !isWritten(s) && !queue.includes(s) && !['build', 'package'].includes(s.name));
await Promise.all([runAll(written), runAll(pure, written.length > 0)]);
async function work(isHeldBack) {
  for (let suite = queue.shift(); suite; suite = queue.shift()) await run(suite, isHeldBack);
}
await Promise.all([work(false), work(true)]);
await runAll(named('package'));

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
if (total.failed.length) console.log(`\nFailed:`);
for (const { suite, title, error } of total.failed)
  console.log(`  ${suite}: ${title}\n    ${error.replaceAll('\n', '\n    ')}`);
console.log(`\n${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped`);
process.exit(total.failed.length ? 1 : 0);
