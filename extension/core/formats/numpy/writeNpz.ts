import type { ExportedTensor } from '../tensors/exportedTensors';
import { writeNewFile } from '../../runs/newTarget';
import { ZipWriter } from '../containers/zipWriter';

const dtypes: Record<ExportedTensor['dtype'], string> = { float32: '<f4', int32: '<i4', bool: '|b1', complex64: '<c8' };

/** Writes what `numpy.load` opens: a zip whose members, `<name>.npy`, are stored as they are. */
export async function writeNpz(
  file: string,
  tensors: readonly ExportedTensor[],
  pause: (bytes: number) => Promise<void>,
): Promise<void> {
  await writeNewFile(file, async target => {
    const zip = new ZipWriter(target);
    for (const tensor of tensors) {
      const header = npyHeader(tensor);
      zip.begin(`${tensor.name}.npy`, header.length + tensor.bytes);
      zip.write(header);
      for (const piece of tensor.pieces()) {
        zip.write(piece);
        await pause(piece.length);
      }
      zip.end();
    }
    zip.finish();
  });
}

/** Version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
function npyHeader({ dtype, shape }: ExportedTensor): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${dtypes[dtype]}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const header = new Uint8Array(length).fill(0x20);
  header.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  new DataView(header.buffer).setUint16(8, length - 10, true);
  header.set(new TextEncoder().encode(text), 10);
  header[length - 1] = 0x0a;
  return header;
}
