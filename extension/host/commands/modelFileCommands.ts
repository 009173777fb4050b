import { LayerglassError } from '../../protocol/errors';
import { isUri, type HostServices } from './hostServices';

/** What a menu, a link or the palette names: a file or folder on this machine; null in the palette. */
function placeOf(target: unknown): string | null {
  if (typeof target === 'string') return target;
  if (!isUri(target)) return null;
  if (target.scheme === 'file') return target.fsPath;
  throw new LayerglassError('not-a-file', 'Only files of this machine can be opened.', { remedy: 'Save it first.' });
}

/** Open Model File: what was clicked, else what the person chooses. */
export async function openModelFile({ modelFiles }: HostServices, target: unknown): Promise<void> {
  const place = placeOf(target) ?? (await modelFiles.choose('Open which model file?'));
  if (place !== null) await modelFiles.open(place);
}

/** Compare Model Files: the two that are selected in the Explorer; else the open one with what the person chooses. */
export async function compareModelFiles(services: HostServices, target: unknown, targets: unknown): Promise<void> {
  const { modelFiles } = services;
  const places = (Array.isArray(targets) ? targets : []).map(placeOf).filter(p => p !== null);
  if (places.length > 2)
    throw new LayerglassError('two-files', `${places.length} files are selected.`, {
      remedy: 'Select the two that are to be compared.',
    });
  const [a, b] = places;
  if (a !== undefined && b !== undefined) return modelFiles.compare(a, b);
  const { active } = modelFiles;
  const first = placeOf(target);
  if (active && (first === null || first === active.file.path)) return active.compareWith();
  const one = first ?? (await modelFiles.choose('Compare which model file?'));
  if (one === null) return;
  const other = await modelFiles.choose('Compare with which model file?');
  if (other !== null) await modelFiles.compare(one, other);
}
