import type { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from './byteSource';

/** What cannot be read, whatever is asked for, and why. */
export const brokenSource = (error: LayerglassError): ByteSource => ({
  size: 0,
  read: () => {
    throw error;
  },
});

/** What has no bytes: of tensors without values. */
export const emptySource: ByteSource = { size: 0, read: () => undefined };
