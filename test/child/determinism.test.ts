// A seed makes a run reproducible to the bit, on each backend; a program's own seeds are its own.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { runDocument } from '../../extension/cli/runDocument';
import { readCheckpoints } from '../../extension/core/runs/readCheckpoints';
import { readRun } from '../../extension/core/runs/readRun';
import { readSnapshot } from '../../extension/core/runs/readSnapshot';
import type { RunRequest } from '../../extension/engine/runRequest';
import { onEachBackend } from './support/backends';
import { cleanUp, makeProject, start } from './support/trial';

const root = path.join(import.meta.dirname, '../..');
const programs = path.join(import.meta.dirname, 'programs');

interface Finished {
  document: Record<string, unknown>;
  stdout: string;
  /** By step. The curve is thinned by the clock, so two runs keep other steps of a fast one. */
  losses: Map<number, number | null>;
}

/** Trains a program, everything looked at however short the run. Its document is without times and places. */
async function train(program: string, backend: RunRequest['backend'], request: Partial<RunRequest>): Promise<Finished> {
  const { run, output } = start('', program, { runsFolder: makeProject({}), backend, ...request });
  const ended = await run.stopped;
  assert.equal(ended.status, 'completed', `${program}: ${ended.error?.message} ${output.stderr}`);
  if (request.watch === false) return { document: {}, stdout: output.stdout, losses: new Map() };
  const folder = ended.path!;
  const state = readRun(folder);
  const snapshots = state.snapshots.map(s => readSnapshot(folder, s)!);
  const document = runDocument(state, snapshots, { hasRun: false, histograms: true });
  return {
    document: withoutTimes({ ...document, weights: weightSums(folder) }) as Record<string, unknown>,
    stdout: output.stdout,
    losses: new Map(state.steps.map(s => [s.step, s.loss])),
  };
}

/** Without what differs between any two runs: when they ran and how long they took. */
function withoutTimes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
    if (['time', 'seconds', 'startedAt'].includes(key)) return undefined;
    return key === 'message' ? String(inner).replace(/ took [\d.]+ ms/, '') : inner;
  });
}

/** Checksums of each checkpoint's files by name: equal where every weight, optimizer slot and random state is. */
function weightSums(run: string): unknown {
  return readCheckpoints(run).map(checkpoint => {
    const file = path.join(run, checkpoint.path, 'checkpoint.json');
    const { files, random, shuffle } = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    return { step: checkpoint.step, files, random, shuffle };
  });
}

const everyProgram = [
  ...['sequential.ts', 'functional.ts', 'gan.ts', 'customLoop.js', 'valueIteration.ts'],
  ...['dataset.ts', 'recurrent.ts', 'policyGradient.mjs'],
].map(name => path.join(programs, name));
/** What training on native TensorFlow draws and adds up: the rest is ours and the same as on WebAssembly. */
const onNative = ['sequential.ts', 'gan.ts', 'customLoop.js', 'dataset.ts'].map(name => path.join(programs, name));
const digits = path.join(root, 'samples/digits/train.ts');

onEachBackend('a seed', ({ name, nativeFolder }) => {
  afterEach(cleanUp);
  const common = { nativeFolder, settings: { snapshotThinning: 0, customLoopMinSeconds: 0 } };

  // of the samples one: they are long, and their operations are in the programs
  for (const program of name === 'wasm' ? [...everyProgram, digits] : onNative)
    it(`gives the same document twice: ${path.relative(root, program)}`, async () => {
      const request = { ...common, seed: 11, epochs: program === digits ? 1 : null };
      const first = await train(program, name, request);
      const second = await train(program, name, request);
      assert.deepEqual(second.document, first.document);
      assert.equal(second.stdout, first.stdout);
      const shared = [...first.losses].filter(([step]) => second.losses.has(step));
      for (const [step, loss] of shared) assert.equal(second.losses.get(step), loss, `step ${step}`);
      assert.equal(shared.length > 0, first.losses.size > 0);
    });

  it('that is not given is another each time', async () => {
    const program = path.join(programs, 'sequential.ts');
    const [first, second] = [
      await train(program, name, { ...common, seed: null }),
      await train(program, name, { ...common, seed: null }),
    ];
    assert.notEqual(second.losses.get(1), first.losses.get(1));
    assert.notDeepEqual(second.document.weights, first.document.weights);
  });

  it('reaches every random source', async () => {
    const drawn = async (seed: number | null): Promise<Record<'drawn' | 'fromCrypto', Record<string, unknown>>> => {
      const request = { nativeFolder, seed, watch: false };
      return JSON.parse((await train(path.join(programs, 'randomSources.mjs'), name, request)).stdout) as never;
    };
    const [first, again, other] = [await drawn(3), await drawn(3), await drawn(4)];
    assert.deepEqual(again, first);
    for (const part of ['drawn', 'fromCrypto'] as const)
      for (const [source, value] of Object.entries(first[part]))
        assert.notDeepEqual(other[part][source], value, `${source} is the same from another seed`);
    // one call after the other
    assert.notDeepEqual(first.drawn.multinomial, first.drawn.multinomialAgain);
    const [pass, next] = first.drawn.dataset as number[][];
    assert.notDeepEqual(pass, next);
  });

  it('is not for what a program seeds itself', async () => {
    const program = path.join(programs, 'ownSeeds.mjs');
    const plain = name === 'native' ? nativeFolder! : root;
    const [byNode, watched] = [
      await plainNode(program, plain, name === 'native' ? 'tfjs-node' : 'tfjs'),
      await train(program, name, { ...common, seed: 5 }),
    ];
    const own = JSON.parse(watched.stdout) as Record<string, number[]>;
    const { loss: plainLoss, ...plainDrawn } = byNode;
    const { loss, ...drawn } = own;
    const kernelsDiffer = name === 'wasm' ? 1e-5 : 0;
    assert.deepEqual(Object.keys(drawn), Object.keys(plainDrawn));
    for (const [source, value] of Object.entries(drawn)) assertClose(value, plainDrawn[source]!, kernelsDiffer, source);
    assertClose(loss, plainLoss, kernelsDiffer, 'loss');
  });
});

/** Equal within `relative`; 0 means to the bit. */
function assertClose(actual: unknown, expected: unknown, relative: number, what: string): void {
  const flat = (v: unknown): number[] => (Array.isArray(v) ? v.flatMap(flat) : [v as number]);
  const [a, b] = [flat(actual), flat(expected)];
  assert.equal(a.length, b.length, what);
  a.forEach((value, i) => {
    const bound = relative * Math.max(1, Math.abs(b[i] as number));
    assert.ok(Math.abs(value - (b[i] as number)) <= bound, `${what}: ${value}, by Node alone ${b[i]}`);
  });
}

/** The program run by Node alone, with the TensorFlow.js of a folder; what it printed. */
async function plainNode(program: string, folder: string, packageName: string): Promise<Record<string, number[]>> {
  const project = makeProject({});
  const copy = path.join(project, path.basename(program));
  fs.symlinkSync(path.join(folder, 'node_modules'), path.join(project, 'node_modules'), 'junction');
  fs.writeFileSync(copy, fs.readFileSync(program, 'utf8').replace("from '@tensorflow/tfjs'", `from '@tensorflow/${packageName}'`)); // prettier-ignore
  const shim = `data:text/javascript,${encodeURIComponent(`
    import { createRequire } from 'node:module';
    const util = createRequire(process.cwd() + '/')('util');
    util.isNullOrUndefined ??= v => v == null; util.isArray ??= Array.isArray;`)}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', shim, copy], {
    cwd: project,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, number[]>;
}

it('a seed gives the same random numbers on the plain backend as on WebAssembly', async () => {
  const drawn = async (backend: 'cpu' | 'wasm'): Promise<unknown> =>
    (await train(path.join(programs, 'randomSources.mjs'), backend, { seed: 3, watch: false })).stdout;
  assert.equal(await drawn('cpu'), await drawn('wasm'));
  await cleanUp();
});

describe('a seed that nobody asked for', () => {
  afterEach(cleanUp);
  it('leaves crypto as it is', async () => {
    const program = path.join(makeProject({
      'train.mjs': `import '@tensorflow/tfjs';
import { randomBytes } from 'node:crypto';
console.log(String(randomBytes).includes('[native code]') || !String(randomBytes).includes('...args'));`,
    }), 'train.mjs'); // prettier-ignore
    const printed = async (seed: number | null) => (await train(program, 'wasm', { seed, watch: false })).stdout.trim();
    assert.deepEqual([await printed(null), await printed(1)], ['true', 'false']);
  });
});
