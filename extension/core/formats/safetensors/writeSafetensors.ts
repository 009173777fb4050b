import type { ExportedTensor } from '../tensors/exportedTensors';
import { writeNewFile } from '../../runs/newTarget';

const dtypes: Record<ExportedTensor['dtype'], string> = {
  float32: 'F32',
  int32: 'I32',
  bool: 'BOOL',
  complex64: 'C64',
};

/**
 * Writes a safetensors file: https://github.com/huggingface/safetensors#format.
 * @param metadata texts, by any name
 */
export async function writeSafetensors(
  file: string,
  tensors: readonly ExportedTensor[],
  metadata: Record<string, string>,
  pause: (bytes: number) => Promise<void>,
): Promise<void> {
  const entries: [string, unknown][] = [['__metadata__', metadata]];
  let end = 0;
  for (const { name, dtype, shape, bytes } of tensors) {
    entries.push([name, { dtype: dtypes[dtype], shape, data_offsets: [end, end + bytes] }]);
    end += bytes;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Spaces behind the header, so that the values begin at a multiple of 8.
  const header = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - 8), true);
  header.set(json, 8);
  await writeNewFile(file, async target => {
    target.write(header);
    for (const tensor of tensors)
      for (const piece of tensor.pieces()) {
        target.write(piece);
        await pause(piece.length);
      }
  });
}
