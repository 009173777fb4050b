import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import type { CheckpointContent, TensorData } from '../../../../extension/core/runs/checkpointContent';
import { checkpointFileSchema, type TensorPlace } from '../../../../extension/core/runs/checkpointFile';
import { crc32c } from '../../../../extension/core/runs/crc32c';

/** A checkpoint read back whole, every size and checksum verified: what resuming needs is all there. */
export function readCheckpointContent(folder: string): CheckpointContent {
  const file = v.parse(checkpointFileSchema, JSON.parse(fs.readFileSync(path.join(folder, 'checkpoint.json'), 'utf8')));
  const bytesOf = (name: string): Uint8Array => new Uint8Array(fs.readFileSync(path.join(folder, name)));
  for (const [name, { bytes, crc32c: sum }] of Object.entries(file.files)) {
    assert.equal(bytesOf(name).length, bytes, `${name} has its size`);
    assert.equal(crc32c(bytesOf(name)), sum, `${name} has its checksum`);
  }
  const tensorOf = (source: Uint8Array, { at, bytes, ...rest }: TensorPlace): TensorData => ({
    ...rest,
    data: source.slice(at, at + bytes),
  });
  const models = file.models.map(({ name, folder: sub }) => {
    const json = JSON.parse(fs.readFileSync(path.join(folder, sub, 'model.json'), 'utf8'));
    const source = bytesOf(`${sub}/weights.bin`);
    let at = 0;
    const weights = json.weightsManifest[0].weights.map((w: Omit<TensorData, 'data'>) => {
      const size = { float32: 4, int32: 4, bool: 1, complex64: 8, string: 0 }[w.dtype];
      const bytes = w.shape.reduce((product: number, n: number) => product * n, size);
      at += bytes;
      return { ...w, data: source.slice(at - bytes, at) };
    });
    assert.equal(at, source.length);
    return { name, topology: json.modelTopology, trainingConfig: json.trainingConfig ?? null, weights };
  });
  const optimizerBytes = file.optimizers.length ? bytesOf('optimizer.bin') : new Uint8Array();
  const special = (field: { value: unknown; special?: string }) =>
    field.special === undefined ? field.value : Number(field.special);
  const { fit, step, epoch, batch, reason, time, metrics, random } = file;
  return {
    ...{ fit, step, epoch, batch, reason, time, metrics, random, models },
    variables: file.variables.map(place => tensorOf(bytesOf('variables.bin'), place)),
    optimizers: file.optimizers.map(optimizer => ({
      ...optimizer,
      fields: optimizer.fields.map(field => {
        if (field.kind === 'value') return { field: field.field, kind: field.kind, value: special(field) as number };
        if (field.kind === 'tensor') return { ...field, tensor: tensorOf(optimizerBytes, field.tensor) };
        return {
          ...field,
          variables: field.variables.map(x => ({ ...x, tensor: tensorOf(optimizerBytes, x.tensor) })),
        };
      }),
    })),
    shuffle: file.shuffle === null ? null : new Int32Array(bytesOf('shuffle.bin').slice().buffer),
  };
}
