import * as path from 'node:path';
import { exportedTensors } from '../../core/formats/tensors/exportedTensors';
import { writeNewTarget } from '../../core/runs/newTarget';
import type { OpenedFile } from '../../core/formats/openedFile';
import { writeNpz } from '../../core/formats/numpy/writeNpz';
import { writeSafetensors } from '../../core/formats/safetensors/writeSafetensors';
import { writeTfjsFolder } from '../../core/formats/tfjs/writeTfjsFolder';
import { LayerglassError } from '../../protocol/errors';
import type { ReaderParams, ReaderResults } from '../../protocol/reader';
import { summedBytes, verifyFile } from './verifyFile';
import type { Work } from './work';

/** Writes a file's tensors for other programs, all of them or none: nothing is left where one cannot be read or has changed. */
export async function exportFile(
  file: OpenedFile,
  { format, target }: Omit<ReaderParams<'export'>, 'path'>,
  work: Work,
): Promise<ReaderResults['export']> {
  const { exported, leftOut } = exportedTensors(file);
  const bytes =
    format === 'tfjs' ? file.models.flatMap(m => m.tensors).map(t => t.entry.bytes) : exported.map(t => t.bytes);
  work.total = Math.max(
    summedBytes(file),
    bytes.reduce((sum, size) => sum + size, 0),
  );
  let files = [target];
  await writeNewTarget(target, async temporary => {
    if (format === 'tfjs') {
      if (!file.models.length)
        throw new LayerglassError('no-model', 'There is no model in it that TensorFlow.js could load', {
          remedy: 'Export its variables as .npz or .safetensors.',
        });
      const written = await writeTfjsFolder(temporary, file.models, work.pause);
      files = written.map(name => path.join(target, name));
    } else if (format === 'npz') await writeNpz(temporary, exported, work.pause);
    else await writeSafetensors(temporary, exported, metadataOf(file), work.pause);
    const [problem] = await verifyFile(file, work);
    if (problem)
      throw new LayerglassError(problem.code, `Not exported: ${problem.message}`, {
        where: problem.where,
        remedy: 'Choose another checkpoint.',
      });
  });
  return { files, ...(format !== 'tfjs' && leftOut.length ? { leftOut } : {}) };
}

function metadataOf(file: OpenedFile): Record<string, string> {
  const { step, checkpoint, metadata } = file.describe();
  return {
    ...metadata,
    ...(step === null ? {} : { step: String(step) }),
    ...(checkpoint ? { metrics: JSON.stringify(checkpoint.metrics) } : {}),
    format: 'tfjs',
  };
}
