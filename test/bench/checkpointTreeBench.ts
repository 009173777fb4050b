// The tree of 10 000 checkpoints in 200 runs: what opening, filtering, refreshing and the figures of a hover cost the extension host.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { listStoredRuns } from '../../extension/host/runs/storedRun';
import { checkpointFacts } from '../../language/figures/checkpointFacts';
import { parseCheckpointFilter } from '../../extension/protocol/checkpointFilter';
import { CheckpointNodes } from '../../extension/host/views/checkpointNodes';
import { checkpointPicture } from '../../language/figures/checkpointPicture';
import { RunNodes } from '../../extension/host/views/runNodes';
import { runRow } from '../../extension/host/views/runTree';
import { StoredCheckpoints } from '../../extension/host/views/storedCheckpoints';
import type { RunNode } from '../../extension/host/views/treeNodes';
import { writeManifest } from '../../extension/core/runs/manifestFile';
import { SnapshotWriter } from '../../extension/core/runs/snapshotWriter';
import { nodeFileSystem } from '../../extension/core/runs/fileSystem';
import type { CheckpointRecord } from '../../extension/protocol/run';
import { epoch, layerSnapshot, manifest, snapshot } from '../unit/core/runs/runFixtures';
import { milliseconds, quantile, type BenchTable } from './benchTable';

const runCount = 200;
const checkpointCount = 50;
const tensorCount = 24;
const times = 15;

/** A run as a training of a dozen layers leaves it, but for the weights, which nothing here reads. */
function writeRun(folder: string, id: number): void {
  const epochs = Array.from({ length: checkpointCount }, (_, i) => epoch(i + 1, (i + 1) * 430, 1 / (i + 1)));
  fs.mkdirSync(path.join(folder, 'checkpoints'), { recursive: true });
  writeManifest(folder, manifest({ id, status: 'completed', startedAt: id, folder: '../../..', epochs }));
  const lines = epochs.map(({ step, metrics }, i): CheckpointRecord => {
    const inner = `checkpoints/step-${step}`;
    fs.mkdirSync(path.join(folder, inner));
    fs.writeFileSync(path.join(folder, inner, 'checkpoint.json'), '{}');
    const changes = Array.from({ length: tensorCount }, (_, t) => [`sequential_1/conv2d_${t}/kernel`, t / 100 + 0.01]);
    return {
      ...{ fit: 0, step, epoch: i + 1, path: inner, reason: 'epoch', time: id * 1000 + i, sizeBytes: 5_100_000 },
      ...{ parameters: 421_642, metrics, changes: Object.fromEntries(changes), pinned: i % 10 === 0, dropped: false },
      ...{ learningRate: 0.001, optimizers: ['Adam'] },
    };
  });
  fs.writeFileSync(path.join(folder, 'checkpoints/index.jsonl'), lines.map(l => `${JSON.stringify(l)}\n`).join(''));
}

const timed = <T>(action: () => T): [T, number] => {
  const start = performance.now();
  const value = action();
  return [value, performance.now() - start];
};

export async function bench(): Promise<BenchTable[]> {
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'checkpoint-tree-'));
  try {
    const runsFolder = path.join(base, '.layerglass/runs');
    for (let id = 1; id <= runCount; id++) writeRun(path.join(runsFolder, String(id)), id);
    const figures = new Map<string, number[]>();
    const note = <T>(name: string, action: () => T): T => {
      const [value, ms] = timed(action);
      figures.set(name, [...(figures.get(name) ?? []), ms]);
      return value;
    };
    let rows = 0;
    let found = 0;
    for (let i = 0; i < times; i++) {
      const stored = new StoredCheckpoints(error => {
        throw error;
      });
      const runs = new RunNodes();
      const checkpoints = new CheckpointNodes(run => stored.of(run.runFolder));
      const list = (): RunNode[] => checkpoints.shown(runs.update(listStoredRuns(runsFolder, [base])));
      const name =
        i === 0 ? 'first time: runs, and the newest one open' : 'opened again: runs, and the newest one open';
      const nodes = note(name, () => {
        const all = list();
        for (const { item } of all) runRow(item, null, null);
        checkpoints.of(all[0]!);
        return all;
      });
      rows = note('every run opened, each index read', () =>
        nodes.reduce((n, run) => n + checkpoints.of(run).length, 0),
      );
      note('refresh of the list of runs', () => (runs.given(list()), runs.takeChanges(list())));
      checkpoints.filter = parseCheckpointFilter('val_loss<0.1 pinned');
      found = note('filter over all', () => list().reduce((n, run) => n + checkpoints.of(run).length, 0));
    }
    if (rows !== runCount * checkpointCount || found === 0) throw new Error(`${rows} rows, ${found} found`);
    hoverTimes(path.join(runsFolder, '1')).forEach(ms => figures.set('hover', [...(figures.get('hover') ?? []), ms]));
    const first = figures.get('first time: runs, and the newest one open')![0]!;
    const hover = quantile(figures.get('hover')!, 0.95);
    return [
      {
        title: 'Tree of 10,000 checkpoints in 200 runs, in the extension host',
        columns: ['what', 'median', '95 %', 'times'],
        rows: [...figures].map(([name, ms]) => [
          name,
          milliseconds(quantile(ms, 0.5)),
          milliseconds(quantile(ms, 0.95)),
          ms.length,
        ]),
        goal: 'opened for the first time within 300 ms, hover within 50 ms at the 95th percentile',
        isMet: first <= 300 && hover <= 50,
      },
    ];
  } finally {
    fs.rmSync(base, { recursive: true, force: true });
  }
}

/** Facts and picture of a checkpoint with 12 layers. */
function hoverTimes(runFolder: string): number[] {
  const writer = new SnapshotWriter(nodeFileSystem, runFolder);
  const layers = Array.from({ length: 12 }, (_, i) => layerSnapshot(`layer_${i}`, i + 1));
  const shown = snapshot(430, { layers });
  writer.add(shown, []);
  writer.close();
  const stored = new StoredCheckpoints(() => {}).of(runFolder);
  const [record, previous] = [stored[0]!, stored[1]!];
  return Array.from({ length: 40 }, () => {
    const [picture, ms] = timed(() => {
      checkpointFacts(record, previous);
      return checkpointPicture(runFolder, record, [shown.model], 'dark');
    });
    if (!picture) throw new Error('no picture');
    return ms;
  });
}
