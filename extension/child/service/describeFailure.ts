import { LayerglassError } from '../../protocol/errors';

/** What a reply says of what was thrown. @param failed `The reader failed`: before an error that nobody expects */
export function describeFailure(
  error: unknown,
  failed: string,
): { code: string; message: string; remedy: string; where: string } {
  if (error instanceof LayerglassError) {
    const { code, message, remedy, where } = error;
    return { code, message, remedy, where };
  }
  const message = error instanceof Error ? error.message : String(error);
  // The stack's end, or more than an array or a text can hold.
  if (error instanceof RangeError)
    return {
      code: 'too-complex',
      message: `The file nests deeper, or holds more, than can be read: ${message}`,
      remedy: 'It may be damaged, or made to do harm: get it from where you trust.',
      where: '',
    };
  return { code: 'internal', message: `${failed}: ${message}`, remedy: 'Report it with the log.', where: '' };
}
