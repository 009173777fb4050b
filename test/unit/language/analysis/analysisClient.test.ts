import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { AnalysisClient } from '../../../../language/analysis/analysisClient';
import { analyzeSource } from '../../../../language/analysis/analyzeSource';
import { LayerglassError } from '../../../../extension/protocol/errors';

const root = path.join(import.meta.dirname, '../../../..');
const text = "import * as tf from '@tensorflow/tfjs';\nimport './data';\ntf.layers.dense({ units: 1 });";
const isFailure = (error: unknown) => error instanceof LayerglassError && error.code === 'analysis-failed';

describe('AnalysisClient', function () {
  this.timeout(60_000);
  let folder: string;
  let worker: string;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-analysis-'));
    worker = path.join(folder, 'analysisWorker.js');
    await esbuild.build({
      entryPoints: [path.join(root, 'language/analysis/analysisWorker.ts')],
      outfile: worker,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'error',
    });
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('starts the parser with the first request, and gives what the analysis gives', async () => {
    const client = new AnalysisClient(worker);
    try {
      assert.equal(client.isStarted, false);
      const [facts, imports] = await Promise.all([
        client.request('facts', { text, language: 'typescript' }),
        client.request('imports', {
          text: "export * from './a'; import type { B } from './b';",
          language: 'typescript',
        }),
      ]);
      assert.equal(client.isStarted, true);
      assert.deepEqual(facts, analyzeSource(text, 'typescript'));
      assert.deepEqual(imports, ['./a']);
    } finally {
      client.dispose();
    }
  });
  it('rejects what waits when it is disposed, and all after that', async () => {
    const client = new AnalysisClient(worker);
    const waiting = client.request('facts', { text, language: 'typescript' });
    client.dispose();
    await assert.rejects(waiting, isFailure);
    await assert.rejects(client.request('facts', { text, language: 'typescript' }), isFailure);
  });
  it('rejects when the worker crashes, and gives up after three crashes', async () => {
    const crashing = path.join(folder, 'crashing.js');
    const starts = path.join(folder, 'starts');
    fs.writeFileSync(
      crashing,
      `require('fs').appendFileSync(${JSON.stringify(starts)}, 'x');` +
        `require('worker_threads').parentPort.on('message', () => { throw new Error('native crash'); });`,
    );
    const client = new AnalysisClient(crashing);
    for (let i = 0; i < 5; i++)
      await assert.rejects(client.request('facts', { text, language: 'typescript' }), isFailure);
    assert.equal(fs.readFileSync(starts, 'utf8'), 'xxx');
    client.dispose();
  });
  it('rejects where there is no worker', async () => {
    const client = new AnalysisClient(path.join(folder, 'missing.js'));
    await assert.rejects(client.request('facts', { text, language: 'typescript' }), isFailure);
    client.dispose();
  });
});
