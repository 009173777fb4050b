import { LayerglassError } from '../../protocol/errors';
import type { FileEvent } from '../../protocol/filePage';
import type { FileHandlers, FileServices } from './fileHandlers';

/** What running a model file uses of its page. */
export interface RunFilePage {
  /** Absolute. */
  path: string;
  send(event: FileEvent): void;
  services: FileServices;
}

/** Feeds the model of a file, where its page asks for it. */
export function runFileHandlers(_page: RunFilePage): Pick<FileHandlers, 'chooseInput' | 'run' | 'cancelRun'> {
  const refuse = (): never => {
    throw new LayerglassError('cannot-run', 'This model cannot be run here.');
  };
  return { chooseInput: refuse, run: refuse, cancelRun: () => undefined };
}
