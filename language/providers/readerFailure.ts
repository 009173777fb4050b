import { plainText } from '../../extension/core/text/plainText';
import { LayerglassError } from '../../extension/protocol/errors';

/** Not a word of the file: the reader was not there, or not in time. */
const quiet = new Set(['timeout', 'cancelled', 'reader-missing', 'reader-ended']);

/** What is wrong with a file, as one line of text; null for what says nothing of the file. */
export function readerFailure(error: unknown): string | null {
  if (!(error instanceof LayerglassError) || quiet.has(error.code)) return null;
  return plainText([error.message, error.remedy].filter(Boolean).join(' '), 400);
}
