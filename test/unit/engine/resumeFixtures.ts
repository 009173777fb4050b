import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { CheckpointWriter } from '../../../extension/core/runs/checkpointWriter';
import { nodeFileSystem } from '../../../extension/core/runs/fileSystem';
import { writeManifest } from '../../../extension/core/runs/manifestFile';
import { indexName } from '../../../extension/core/runs/runPaths';
import { bundleProgram } from '../../../extension/engine/bundleProgram';
import { signatureOf } from '../../../extension/engine/machineKey';
import type { CheckpointRecord, RunManifest } from '../../../extension/protocol/run';
import { checkpoint, manifest } from '../core/runs/runFixtures';

export const program = `import * as tf from '@tensorflow/tfjs';\nconsole.log(tf.version);\n`;

export interface StoredRun {
  /** The project's real path. */
  project: string;
  runFolder: string;
  /** Writes run.json again with these changes. */
  change(patch: Partial<RunManifest>): void;
  /** Appends a line for a checkpoint that is there. */
  changeRecord(path: string, patch: Partial<CheckpointRecord>): void;
  remove(): void;
}

/** A project whose run 1 has ended, with checkpoints at steps 0, 5 and 10, signed by this machine. */
export async function storedRun(random = checkpoint(0).random): Promise<StoredRun> {
  const outer = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'layerglass-test-'));
  const project = path.join(outer, 'project');
  const runFolder = path.join(project, '.layerglass/runs/1');
  fs.mkdirSync(runFolder, { recursive: true });
  fs.writeFileSync(path.join(project, 'package.json'), '{}');
  fs.writeFileSync(path.join(project, 'train.ts'), program);
  const bundle = await bundleProgram({ program: path.join(project, 'train.ts'), folder: project });
  fs.writeFileSync(path.join(runFolder, bundle.fileName), bundle.text);
  const writer = new CheckpointWriter(nodeFileSystem, runFolder, { maxCount: 20, maxBytes: 1e9 });
  const records = new Map<string, CheckpointRecord>();
  for (const step of [0, 5, 10])
    for (const record of writer.add(checkpoint(step, { random }), () => 'net')) records.set(record.path, record);
  writer.close();
  const facts = { program: 'train.ts', folder: '../../..', arguments: ['--fast'], sourceHash: bundle.sourceHash };
  let current = manifest({ ...facts, status: 'completed', seed: 42, signature: signatureOf(facts) });
  writeManifest(runFolder, current);
  return {
    project,
    runFolder,
    change: patch => writeManifest(runFolder, (current = { ...current, ...patch })),
    changeRecord(name, patch) {
      const line = JSON.stringify({ ...records.get(name), ...patch });
      fs.appendFileSync(path.join(runFolder, 'checkpoints', indexName), `${line}\n`);
    },
    remove: () => fs.rmSync(outer, { recursive: true, force: true }),
  };
}
