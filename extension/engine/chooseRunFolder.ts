import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createRunFolder } from '../core/runs/createRunFolder';
import { writeError } from '../core/runs/writeError';
import { LayerglassError } from '../protocol/errors';
import type { Notice } from '../protocol/run';
import type { ProgramBundle } from './bundleProgram';
import type { RunRequest } from './runRequest';

export interface RunPlace {
  id: number;
  /** Absolute. The bundle is in it. */
  folder: string;
  bundle: string;
  /** A folder to be removed when nobody needs it any more; null for a run that is kept. */
  temporary: string | null;
  notice: Notice | null;
}

/**
 * Makes the folder of a run and writes the bundle into it. An inspection, and a run that is not watched, get a temporary
 * one. Throws LayerglassError `read-only`, `disk-full`, `write-failed` where there is no other place to go.
 * @param folder absolute, the program's working folder
 */
export function chooseRunFolder(request: RunRequest, folder: string, bundle: ProgramBundle): RunPlace {
  if (request.mode === 'inspect' || !request.watch) {
    const temporary = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'layerglass-'));
    return { ...makeRun(temporary, bundle), temporary, notice: null };
  }
  const runsFolder = request.runsFolder ?? path.join(folder, '.layerglass', 'runs');
  try {
    return { ...makeRun(runsFolder, bundle), temporary: null, notice: null };
  } catch (error) {
    const fallback = request.fallbackRunsFolder;
    if (!(error instanceof LayerglassError) || fallback === null) throw error;
    const message = `${error.message.replace(/\.$/, '')}. The run is kept in ${fallback} instead.`;
    return { ...makeRun(fallback, bundle), temporary: null, notice: { code: 'runs-elsewhere', message } };
  }
}

function makeRun(runsFolder: string, { fileName, text }: ProgramBundle): Pick<RunPlace, 'id' | 'folder' | 'bundle'> {
  const { id, folder } = createRunFolder(runsFolder);
  const bundle = path.join(folder, fileName);
  try {
    fs.writeFileSync(bundle, text);
  } catch (cause) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw writeError(cause, bundle);
  }
  return { id, folder, bundle };
}
