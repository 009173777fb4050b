// The three ways to begin of samples/initialization show what a person is to see there, in `inspect --json` and in training.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readRun } from '../../extension/core/runs/readRun';
import type { Finding } from '../../extension/protocol/finding';
import type { EpochRecord, Snapshot } from '../../extension/protocol/run';
import { onFastestBackend } from './support/backends';
import { mended } from './support/mended';
import { documentOf, runCli } from './support/runCli';
import { cleanUp, makeProject } from './support/trial';

const program = path.join(import.meta.dirname, '../../samples/initialization/train.ts');
const layers = ['conv1', 'conv2', 'dense1', 'dense2'];
const undecided = Math.log(10);

onFastestBackend('the sample initialization', ({ name }) => {
  afterEach(cleanUp);

  async function document(command: 'inspect' | 'train', beginning: string, seed: number, ...args: string[]) {
    return documentFor(program, command, beginning, seed, ...args);
  }
  async function documentFor(file: string, command: string, beginning: string, seed: number, ...args: string[]) {
    const folder = makeProject({});
    const options = ['--json', '--backend', name, '--seed', String(seed), '--runs', path.join(folder, 'runs')];
    const result = await runCli(folder, command, file, ...options, ...args, '--', beginning);
    assert.equal(result.code, 0, result.err);
    const read = documentOf(result) as {
      run: string;
      backend: { name: string };
      snapshots: Snapshot[];
      epochs: EpochRecord[];
      findings: Finding[];
    };
    assert.equal(read.backend.name, name);
    const firstCost = Number(/first cost (\S+)/.exec(result.err)?.[1]);
    return { ...read, firstCost };
  }
  /** Of the pre-activations of the four layers, before training. */
  const summariesOf = ({ snapshots }: { snapshots: Snapshot[] }) =>
    layers.map(layer => snapshots[0]!.layers.find(l => l.name === layer)!.preActivations[0]!);
  const rulesOf = (findings: Finding[]) => [...new Set(findings.map(f => f.rule))];

  for (const seed of [1])
    describe(`begun with seed ${seed}`, () => {
      it('too large: the spread grows by orders of magnitude, and softmax is sure before anything was learnt', async () => {
        const inspected = await document('inspect', 'tooLarge', seed);
        const [first, second, third, last] = summariesOf(inspected);
        assert.ok(second!.std! > 10 * first!.std! && third!.std! > 10 * second!.std! && last!.std! > 10 * third!.std!);
        assert.ok(last!.std! / first!.std! > 1e4, `${last!.std} over ${first!.std}`);
        assert.ok(Math.max(last!.max!, -last!.min!) > 5e4, 'logits around a hundred thousand');
        assert.ok(inspected.firstCost > 1000, `first cost ${inspected.firstCost}`);
        const error = inspected.findings.find(f => f.rule === 'poor-initialization' && f.severity === 'error')!;
        const lines = fs.readFileSync(program, 'utf8').split('\n');
        assert.equal(error.layer, 'dense2');
        assert.match(
          lines[error.site!.line - 1]!.slice(error.site!.column - 1),
          /^tf\.layers\.dense\(\{ name: 'dense2'/,
        );
        assert.ok(rulesOf(inspected.findings).includes('over-confident-logits'), rulesOf(inspected.findings).join());
      });

      it('too small: the spread shrinks, and every class is as likely as any other', async () => {
        const inspected = await document('inspect', 'tooSmall', seed);
        const summaries = summariesOf(inspected);
        summaries.slice(1).forEach((s, i) => assert.ok(s.std! < summaries[i]!.std! / 3));
        const [first, , , last] = summaries;
        assert.ok(last!.std! < first!.std! / 30, `${last!.std} under ${first!.std}`);
        assert.ok(Math.max(last!.max!, -last!.min!) < 0.003, 'logits within ±0.003');
        assert.ok(Math.abs(inspected.firstCost - undecided) < 0.01, `first cost ${inspected.firstCost}`);
        const error = inspected.findings.find(f => f.rule === 'poor-initialization' && f.severity === 'error');
        assert.equal(error?.layer, 'dense2');
      });

      it('variance scaling: the spread stays within one order of magnitude, and no rule complains of it', async () => {
        const inspected = await document('inspect', 'varianceScaling', seed);
        const spreads = summariesOf(inspected).map(s => s.std!);
        assert.ok(Math.max(...spreads) / Math.min(...spreads) < 10, spreads.join());
        assert.deepEqual(rulesOf(inspected.findings), []);
        assert.ok(inspected.firstCost < 10);
      });
    });

  for (const beginning of ['tooLarge', 'tooSmall'])
    it(`${beginning}: the quick fix of its finding makes the next inspection a healthy one`, async () => {
      const { findings } = await document('inspect', beginning, 1);
      const error = findings.find(f => f.rule === 'poor-initialization' && f.severity === 'error')!;
      const text = mended(fs.readFileSync(program, 'utf8'), error.remedies[0]!);
      assert.match(text, /kernelInitializer: 'heNormal'/);
      const data = path.join(path.dirname(program), '../digits/data/digitFiles');
      const folder = makeProject({ 'train.ts': text.replace("'../digits/data/digitFiles'", JSON.stringify(data)) });
      const after = await documentFor(path.join(folder, 'train.ts'), 'inspect', beginning, 1);
      const spreads = summariesOf(after).map(s => s.std!);
      assert.ok(Math.max(...spreads) / Math.min(...spreads) < 10, spreads.join());
      assert.deepEqual(rulesOf(after.findings), []);
    });
  it('too large, trained: the first step’s cost is in the thousands', async () => {
    const trained = await document('train', 'tooLarge', 1, '--epochs', '1');
    assert.ok(readRun(trained.run).steps[0]!.loss! > 1000);
  });
  it('too small, trained: the cost stays at ln 10', async () => {
    const trained = await document('train', 'tooSmall', 1, '--epochs', '1');
    const losses = readRun(trained.run).steps.map(s => s.loss!);
    assert.equal(losses.length, 40);
    for (const loss of losses) assert.ok(Math.abs(loss - undecided) < 0.02, `cost ${loss}`);
    assert.ok(trained.epochs.at(-1)!.metrics.val_acc! < 0.4);
    assert.ok(rulesOf(trained.findings).includes('uniform-logits'), rulesOf(trained.findings).join());
  });
  it('variance scaling, trained: it learns', async () => {
    const trained = await document('train', 'varianceScaling', 1, '--epochs', '1');
    const { metrics } = trained.epochs.at(-1)!;
    assert.ok(metrics.val_acc! > 0.7 && metrics.val_loss! < 1.2, JSON.stringify(metrics));
    assert.deepEqual(rulesOf(trained.findings), []);
  });
});
