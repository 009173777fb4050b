import type { TensorEntry } from '../../../protocol/reader';
import { shortFile } from '../sources/byteSource';
import { MemorySource } from '../sources/sourceViews';
import type { StoredTensor } from '../tensors/storedTensor';
import { entryOf } from '../tensors/tensorEntry';

const ofMachineLearning = 'ai.onnx.ml.';

/** Operations whose lists of real numbers are shown as tensors. */
export const hasLists = (op: string): boolean => op === 'Constant' || op.startsWith(ofMachineLearning);

/** What stands for weights in models that are no networks: trees' thresholds, coefficients, support vectors. */
export const isLearnt = (op: string, attribute: string): boolean =>
  op.startsWith(ofMachineLearning) && !attribute.endsWith('hitrates');

/** The tensor of such a list, which is a node's. */
export function floatsTensor(floats: readonly number[], name: string, role: TensorEntry['role']): StoredTensor {
  const bytes = new Uint8Array(Float32Array.from(floats).buffer);
  const entry = entryOf(
    { name, dtype: 'float32', storedDtype: 'FLOAT', shape: [floats.length], bytes: bytes.length, role },
    '/',
  );
  const source = new MemorySource(bytes, () => shortFile(name, bytes.length, bytes.length));
  return { entry, stored: 'float32', quantization: null, source, at: 0 };
}
