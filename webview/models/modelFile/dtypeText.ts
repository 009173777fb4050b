import type { TensorEntry } from '../../../extension/protocol/reader';

/** A type as NumPy spells it; of what is stored in blocks the file's own word. */
export const dtypeText = ({ dtype, storedDtype }: TensorEntry): string =>
  storedDtype !== undefined && /^(I?Q|TQ|MXFP|NVFP)\d/.test(storedDtype) ? storedDtype : dtype;
