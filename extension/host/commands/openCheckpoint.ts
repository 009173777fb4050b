import { LayerglassError } from '../../protocol/errors';
import type { HostServices } from './hostServices';

/** A step was clicked in the tree: shows it in the panel of its program. */
export async function openCheckpoint({ catalog, panels }: HostServices, folder: unknown, step: unknown): Promise<void> {
  if (typeof folder !== 'string' || typeof step !== 'number') return;
  const program = catalog.runs.all.find(r => r.key === folder)?.program ?? catalog.library.find(folder)?.program;
  if (program === undefined)
    throw new LayerglassError('no-run', 'The run folder is gone.', { remedy: 'Train again, or choose another run.' });
  const panel = panels.open(program);
  panel.choose(folder);
  panel.show('checkpoints', step);
}
