import { LayerglassError } from '../../protocol/errors';

const fullCodes = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const deniedCodes = ['EROFS', 'EACCES', 'EPERM'];

/** The code of a system error, `ENOSPC`; empty for any other error. */
export const systemCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What failed when a run folder was written: `disk-full`, `read-only` or `write-failed`. A LayerglassError stays as it is. */
export function writeError(error: unknown, file: string): LayerglassError {
  if (error instanceof LayerglassError) return error;
  const code = systemCode(error);
  const details = { where: file, cause: error };
  if (fullCodes.includes(code))
    return new LayerglassError('disk-full', `No space left to write ${file}`, {
      ...details,
      remedy:
        'Free some space, or keep fewer checkpoints (layerglass.checkpoints.maxCount). What was written is whole.',
    });
  if (deniedCodes.includes(code))
    return new LayerglassError('read-only', `May not write ${file}`, {
      ...details,
      remedy: 'Give yourself write access to the folder, or choose another one for runs.',
    });
  return new LayerglassError(
    'write-failed',
    `Cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`,
    {
      ...details,
      remedy: 'See whether the folder still exists and its disk is there.',
    },
  );
}
