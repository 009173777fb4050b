import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CheckpointContent } from '../../../../extension/core/runs/checkpointContent';
import { CheckpointWriter } from '../../../../extension/core/runs/checkpointWriter';
import { nodeFileSystem } from '../../../../extension/core/runs/fileSystem';
import { checkpoint, tensor } from '../runs/runFixtures';
import { hashedValues } from '../stats/summaryFixtures';

/** Writes checkpoints into the run's folder; returns theirs, absolute. */
export function writeCheckpoints(runFolder: string, contents: readonly CheckpointContent[]): string[] {
  fs.mkdirSync(runFolder, { recursive: true });
  const writer = new CheckpointWriter(nodeFileSystem, runFolder, { maxCount: 100, maxBytes: 2 ** 40 });
  try {
    return contents.map(content => path.join(runFolder, writer.add(content, () => 'net')[0]!.path));
  } finally {
    writer.close();
  }
}

/** A checkpoint with a model, a variable that no layer holds, and an optimizer; numbers that every machine has the same. */
export function wholeCheckpoint(step: number): CheckpointContent {
  const values = (count: number, shift: number): Float32Array => hashedValues(count + shift).slice(shift);
  const content = checkpoint(step);
  return {
    ...content,
    models: [
      {
        ...content.models[0]!,
        weights: [
          tensor('conv/kernel', values(3 * 3 * 2 * 4, step), [3, 3, 2, 4]),
          tensor('conv/bias', values(4, step)),
          tensor('dense/kernel', values(40, step + 3), [8, 5]),
          tensor('dense/steps', Int32Array.of(1, -2, 3)),
          { name: 'dense/mask', dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
        ],
      },
    ],
    variables: [tensor('scale', values(6, step + 1), [2, 3])],
    optimizers: [
      {
        model: 'net',
        className: 'Adam',
        config: { learningRate: 0.001 },
        fields: [
          { field: 'learningRate', kind: 'value', value: 0.001 },
          { field: 'accBeta1', kind: 'tensor', isVariable: true, tensor: tensor('accBeta1', Float32Array.of(0.9), []) },
          {
            field: 'firstMoments',
            kind: 'variables',
            variables: [{ originalName: 'dense/kernel', tensor: tensor('dense/kernel/m', values(40, step), [8, 5]) }],
          },
        ],
      },
    ],
    shuffle: Int32Array.of(2, 0, 1),
  };
}

/** Writes a model as TensorFlow.js does: files by name, a manifest. */
export function writeModel(folder: string, manifest: unknown, files: Record<string, Uint8Array>): string {
  fs.mkdirSync(folder, { recursive: true });
  const json = { format: 'layers-model', generatedBy: 'test', modelTopology: null, weightsManifest: manifest };
  fs.writeFileSync(path.join(folder, 'model.json'), JSON.stringify(json));
  for (const [name, bytes] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), bytes);
  return folder;
}

export const bytesOf = (...parts: (Float32Array | Int32Array | Uint16Array | Uint8Array)[]): Uint8Array =>
  Buffer.concat(parts.map(part => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)));

/** Runs without pauses. */
export const noPause = async (): Promise<void> => undefined;
