// `layerglass check` as a build server uses it.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseSarif } from '../unit/cli/sarifSchema';
import { readRun } from '../../extension/core/runs/readRun';
import { documentOf, findNoFigure, runCli, startCli } from './support/runCli';
import { cleanUp, makeProject } from './support/trial';

/** Four layers that each make the signal some eight times as large; the last one's spread is an error, at line 8. */
const tooLarge = `import * as tf from '@tensorflow/tfjs';
const kernelInitializer = tf.initializers.randomNormal({ stddev: 1 });
const m = tf.sequential({
  layers: [
    tf.layers.dense({ units: 100, inputShape: [50], activation: 'relu', kernelInitializer }),
    tf.layers.dense({ units: 100, activation: 'relu', kernelInitializer }),
    tf.layers.dense({ units: 100, activation: 'relu', kernelInitializer }),
    tf.layers.dense({ units: 10, kernelInitializer }),
  ],
});
m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const x = tf.randomNormal([64, 50]), y = tf.randomNormal([64, 10]);
`;
const healthy = `import * as tf from '@tensorflow/tfjs';
const m = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3], activation: 'relu' }), tf.layers.dense({ units: 1 })] });
m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const x = tf.randomNormal([64, 3]), y = tf.randomNormal([64, 1]);
`;
const begin = 'm.fit(x, y, { epochs: 1, verbose: 0 });\n';
const wasm = ['--backend', 'wasm', '--seed', '1'];
const check = (folder: string, ...args: string[]) => runCli(folder, 'check', ...args, ...wasm);
const sarifIn = (folder: string, name: string) => parseSarif(fs.readFileSync(path.join(folder, name), 'utf8'));

describe('layerglass check', () => {
  afterEach(cleanUp);

  it('says each finding at its place, on stdout, and ends with 3 for an error among them', async () => {
    const folder = makeProject({ 'train.ts': tooLarge + begin });
    const { code, out, err } = await check(folder, 'train.ts');
    assert.equal(code, 3, err);
    assert.match(
      out,
      /^train\.ts:6:5 warning poor-initialization Variance grows \d+× .*\n( {4}.*\n)+train\.ts:7:5 warning/,
    );
    assert.match(out, /^train\.ts:8:5 error poor-initialization Spread grows \d+× .*(he|glorot)Normal/m);
    assert.match(out, /\n\d+ findings: \d+ errors?, \d+ warnings?(, \d+ info)?\n$/);
    assert.doesNotMatch(out + err, /\x1b/, 'colour or progress without a terminal');
    assert.equal(fs.existsSync(path.join(folder, '.layerglass')), false, 'an inspection leaves nothing');
  });

  it('--json --sarif: a document and a log that say the same', async () => {
    const folder = makeProject({ 'src/train.ts': `console.log('hello');\n${tooLarge}${begin}`, '.git/HEAD': '' });
    const result = await check(folder, 'src/train.ts', '--json', '--sarif', 'found.sarif');
    assert.equal(result.code, 3, result.err);
    assert.match(result.err, /^hello\n/);
    const document = documentOf(result);
    assert.equal(findNoFigure(document), null);
    assert.deepEqual([document.status, document.backend.name, document.suppressed], ['completed', 'wasm', 0]);
    const worst = document.findings.find((f: { severity: string }) => f.severity === 'error');
    assert.deepEqual([worst.rule, worst.site], ['poor-initialization', { file: 'src/train.ts', line: 9, column: 5 }]);
    const { results, invocations, originalUriBaseIds } = sarifIn(folder, 'found.sarif');
    assert.deepEqual(
      results.map(r => [r.ruleId, r.locations[0]?.physicalLocation?.region?.startLine]),
      document.findings.map((f: { rule: string; site: { line: number } | null }) => [f.rule, f.site?.line]),
    );
    assert.deepEqual([invocations[0].executionSuccessful, invocations[0].exitCode], [true, 3]);
    assert.ok(originalUriBaseIds.SRCROOT.uri.endsWith(`/${path.basename(folder)}/`));
  });

  it('a healthy program: 0, no findings, on a backend that is said', async () => {
    const folder = makeProject({ 'train.ts': healthy + begin });
    const { code, out, err } = await check(folder, 'train.ts');
    assert.deepEqual([code, out], [0, 'no findings\n'], err);
  });

  it('--train: lets it train, and says what is found only then', async () => {
    const folder = makeProject({
      'train.ts': `${healthy}m.compile({ optimizer: tf.train.sgd(3), loss: 'meanSquaredError' });\n${begin}`.replace(
        'epochs: 1',
        'epochs: 30',
      ),
    });
    assert.equal((await check(folder, 'train.ts')).code, 0);
    const { code, out } = await check(folder, 'train.ts', '--train');
    assert.equal(code, 3);
    assert.match(out, /^train\.ts:\d+:\d+ error exploding-tensor /m);
    assert.deepEqual(fs.readdirSync(path.join(folder, '.layerglass/runs')).sort(), ['.gitignore', '1']);
    // the same of the folder that it wrote
    const again = await check(folder, '.layerglass/runs/1');
    assert.deepEqual([again.code, again.out], [3, out]);
  });

  it('a comment in the source switches findings off; the log says so', async () => {
    const withComment = (comment: string) => (tooLarge + begin).replace('const m', `// ${comment}\nconst m`);
    const folder = makeProject({
      'train.ts': withComment('layerglass-disable poor-initialization -- on purpose'),
      'all.ts': withComment('layerglass-disable'),
    });
    const { out } = await check(folder, 'train.ts', '--sarif', 'found.sarif');
    assert.match(out, /; 3 more are switched off by comments\n$/);
    assert.doesNotMatch(out, /poor-initialization/);
    const hidden = sarifIn(folder, 'found.sarif').results.filter(r => r.ruleId === 'poor-initialization');
    assert.deepEqual(hidden.map(r => r.suppressions), [1, 2, 3].map(() => [{ kind: 'inSource' }])); // prettier-ignore
    const silent = await check(folder, 'all.ts');
    assert.equal(silent.code, 0);
    assert.match(silent.out, /^no findings; \d+ more are switched off by comments\n$/);
  });

  it('rules as package.json and --rules set them, the option over the file', async () => {
    const others = { 'exploding-gradients': 'off' };
    const rules = (value: object) => JSON.stringify({ ...others, 'poor-initialization': value });
    const folder = makeProject({
      'train.ts': tooLarge + begin,
      'package.json': `{ "name": "p", "layerglass": { "rules": ${rules({ severity: 'info' })} } }`,
      'rules.json': rules({ maxSpreadRatio: 1e9, maxVarianceRatio: 1e9 }),
    });
    const mild = await check(folder, 'train.ts');
    assert.equal(mild.code, 0);
    assert.match(mild.out, /^train\.ts:8:5 info poor-initialization /m);
    assert.doesNotMatch((await check(folder, 'train.ts', '--rules', 'rules.json')).out, /poor-initialization/);
    assert.doesNotMatch((await check(folder, 'train.ts', '--rules', '{"poor-initialization":"off"}')).out, /poor-initialization/); // prettier-ignore
    const wrong = await check(folder, 'train.ts', '--rules', '{"poor-initialisation":"off"}');
    assert.deepEqual([wrong.code, wrong.out], [2, '']);
    assert.match(wrong.err, /There is no rule "poor-initialisation"/);
    fs.writeFileSync(
      path.join(folder, 'package.json'),
      '{ "layerglass": { "rules": { "poor-initialization": "of" } } }',
    );
    const misspelt = await check(folder, 'train.ts', '--json');
    assert.equal(misspelt.code, 1);
    assert.equal(documentOf(misspelt).error.code, 'bad-rules');
  });

  describe('failures', () => {
    it('of the program: 1, and what was found before', async () => {
      const failing = `${tooLarge}m.fit(x, y, { epochs: 1, verbose: 0 }).then(() => {\n  throw new RangeError('too warm');\n});\n`;
      const folder = makeProject({ 'train.ts': failing });
      const result = await check(folder, 'train.ts', '--train', '--json', '--sarif', 'found.sarif');
      assert.equal(result.code, 1);
      assert.match(result.err, /error program-error: RangeError: too warm \(train\.ts:14:9\)/);
      const { error, findings, status } = documentOf(result);
      assert.deepEqual([status, error.code, error.where], ['failed', 'program-error', 'train.ts:14:9']);
      assert.ok(findings.some((f: { rule: string }) => f.rule === 'poor-initialization'));
      const [invocation] = sarifIn(folder, 'found.sarif').invocations;
      assert.deepEqual([invocation.executionSuccessful, invocation.exitCode], [false, 1]);
      assert.equal(invocation.toolExecutionNotifications[0]!.descriptor.id, 'program-error');
    });

    it('of a program without a model, of one that is not there, of what is no run folder: 1, said, and in the log', async () => {
      const folder = makeProject({
        'nothing.ts': "import * as tf from '@tensorflow/tfjs';\ntf.ones([2]).sum();\n",
        'notes.txt': 'x',
        'bad/run.json': '{',
      });
      for (const [target, errorCode] of [
        ['nothing.ts', 'no-model'],
        ['gone.ts', 'program-not-found'],
        ['notes.txt', 'not-a-program'],
        ['.', 'no-run'],
        ['bad', 'run-damaged'],
      ] as const) {
        const { code, out, err } = await check(folder, target, '--sarif', 'found.sarif');
        assert.deepEqual([code, out], [1, ''], target);
        assert.match(err, new RegExp(errorCode), target);
        const [invocation] = sarifIn(folder, 'found.sarif').invocations;
        assert.equal(invocation.executionSuccessful, false, target);
        assert.equal(invocation.toolExecutionNotifications[0]!.descriptor.id, errorCode);
        fs.rmSync(path.join(folder, 'found.sarif'));
      }
    });

    it('of the log’s file: 1, said, after the findings', async () => {
      const folder = makeProject({ 'train.ts': tooLarge + begin });
      const { code, out, err } = await check(folder, 'train.ts', '--sarif', 'no/such/folder/x.sarif');
      assert.equal(code, 1);
      assert.match(out, /\d+ findings/);
      assert.match(err, /write-failed: The SARIF file cannot be written/);
    });
  });

  it('a model that cannot be looked at is said on stderr: silence is not health', async () => {
    const folder = makeProject({
      'train.ts': `import * as tf from '@tensorflow/tfjs';\nconst m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });\nconsole.log(m.countParams());\n`,
    });
    const { code, out, err } = await check(folder, 'train.ts');
    assert.equal(code, 0, err);
    assert.equal(out, '3\nno findings\n');
    assert.match(err, /^note: sequential_1: .+/m);
  });

  it('Ctrl+C: 130, with what was found so far', async function () {
    if (process.platform === 'win32') return this.skip();
    const folder = makeProject({ 'train.ts': tooLarge + begin.replace('epochs: 1', 'epochs: 1e6') });
    const { child, ended } = startCli(folder, ['check', 'train.ts', '--train', '--sarif', 'found.sarif', ...wasm]);
    const isTraining = () => {
      try {
        return readRun(path.join(folder, '.layerglass/runs/1')).epochs.length > 0;
      } catch {
        return false;
      }
    };
    while (!isTraining() && child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 100));
    process.kill(-child.pid!, 'SIGINT');
    const { code, out, err } = await ended;
    assert.equal(code, 130, err);
    assert.match(out, /^train\.ts:8:5 error poor-initialization /m);
    assert.equal(sarifIn(folder, 'found.sarif').invocations[0].exitCode, 130);
  });

  describe('a run folder of others', () => {
    it('harms nobody with its names and paths', async () => {
      const folder = makeProject({ 'train.ts': tooLarge + begin, 'secret.ts': '// layerglass-disable\n' });
      assert.equal((await check(folder, 'train.ts', '--train', '--sarif', 'x.sarif')).code, 3);
      const file = path.join(folder, '.layerglass/runs/1/run.json');
      const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
      const elsewhere = makeProject({ 'other.ts': '// layerglass-disable\n' });
      const evil = '\x1b]0;x\x07\x1b[2J\u202e::error::\nx';
      const [found] = manifest.findings;
      manifest.folder = '../../../../../../../..';
      manifest.findings = [
        { ...found, message: evil, layer: evil, model: evil, meaning: evil, advice: evil, rule: evil },
        { ...found, severity: 'error', site: { file: path.join(elsewhere, 'other.ts').slice(1), line: 9, column: 1 } },
        { ...found, site: { file: `${evil}/../../..//etc/passwd`, line: 1, column: 1 } },
      ];
      fs.writeFileSync(file, JSON.stringify(manifest));
      const { code, out, err } = await check(folder, '.layerglass/runs/1', '--sarif', 'x.sarif');
      assert.equal(code, 3, 'a comment in a file outside of the project was obeyed');
      assert.doesNotMatch(out + err, /[\x1b\u202e\x07]/);
      assert.doesNotMatch(out, /^::/m);
      assert.match(out, /\n3 findings: /);
      const { results } = sarifIn(folder, 'x.sarif');
      assert.equal(results.length, 3);
      assert.ok(results.every(r => !r.locations[0]?.physicalLocation?.artifactLocation.uri.includes('..')));
    });
  });
});
