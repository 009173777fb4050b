import { fileFindings } from '../../../../../extension/core/formats/findings/fileFindings';
import type { FileRule } from '../../../../../extension/core/formats/findings/fileRule';
import type { StoredTensor } from '../../../../../extension/core/formats/tensors/storedTensor';
import { entryOf } from '../../../../../extension/core/formats/tensors/tensorEntry';
import { MemorySource } from '../../../../../extension/core/formats/sources/sourceViews';
import { summarizeInJavaScript } from '../../../../../extension/core/stats/summarizeInJavaScript';
import { LayerglassError } from '../../../../../extension/protocol/errors';
import type { FileFinding, TensorEntry } from '../../../../../extension/protocol/reader';
import { hashedValues } from '../../stats/summaryFixtures';
import { noPause } from '../formatFixtures';

/** Values that no one chose, of any count. */
export const random = (count: number, shift = 0): Float32Array => hashedValues(count + shift).slice(shift);

/** A tensor of a file that is not there: float32. */
export function weight(
  name: string,
  shape: number[],
  values: Float32Array,
  { separator = '/', ...more }: Partial<TensorEntry> & { separator?: string } = {},
): StoredTensor {
  const entry = { ...entryOf({ name, dtype: 'float32', shape, bytes: values.byteLength }, separator), ...more };
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const source = new MemorySource(bytes, () => new LayerglassError('file-short', 'short'));
  return { entry, stored: 'float32', quantization: null, source, at: 0 };
}

/** What one rule finds in a file of these tensors. */
export async function findingsOf(
  rule: FileRule,
  tensors: readonly StoredTensor[],
  format = 'keras-h5',
): Promise<FileFinding[]> {
  const known = tensors.map(tensor => {
    const values = new Float32Array(tensor.entry.count);
    tensor.source.read(new Uint8Array(values.buffer), tensor.at);
    return { tensor, summary: summarizeInJavaScript(values) };
  });
  return fileFindings(format, known, noPause, [rule]);
}
export const messagesOf = async (...args: Parameters<typeof findingsOf>): Promise<string[]> =>
  (await findingsOf(...args)).map(f => `${f.severity} ${f.message}`);
