import { chosenFile, type ChosenFile } from '../chosenFile';
import { openedFile, type OpenedFile } from '../openedFile';
import { openBundle, type BundleContent } from './bundle';
import { metaBeside } from './metaFile';
import { openOldCheckpoint } from './oldCheckpoint';

/** Opens a checkpoint by its index, without reading values. Throws LayerglassError. @param lane see StreamedChecksum */
export function openCheckpoint(place: string, lane: 0 | 1): OpenedFile {
  const file = chosenFile(place);
  const content = contentOf(file, lane);
  const meta = metaBeside(file, content);
  if (meta) content.sources.push(meta.source);
  return openedFile({
    format: 'tf-checkpoint',
    ...content,
    ...(meta && { metadata: meta.metadata, graphs: meta.graphs }),
  });
}

/** Of either format: what the first key of the table says. */
function contentOf(file: ChosenFile, lane: 0 | 1): BundleContent {
  try {
    return openOldCheckpoint(file, lane) ?? openBundle(file, lane);
  } finally {
    file.close();
  }
}
