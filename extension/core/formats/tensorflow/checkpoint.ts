import * as path from 'node:path';
import type { FileSource } from '../sources/byteSource';
import { chosenFile } from '../chosenFile';
import { openedFile, type OpenedFile } from '../openedFile';
import { openBundle, type BundleContent } from './bundle';
import { metaBeside } from './metaFile';
import { oldPrefix, openOldCheckpoint } from './oldCheckpoint';

/** Opens a checkpoint by its index, without reading values. Throws LayerglassError. @param lane see StreamedChecksum */
export function openCheckpoint(place: string, lane: 0 | 1): OpenedFile {
  const file = chosenFile(place);
  const content = contentOf(file, lane);
  const prefix = path.join(path.dirname(file.file), oldPrefix(file.name).replace(/\.index$/, ''));
  const meta = metaBeside(`${prefix}.meta`, content);
  if (meta) content.sources.push(meta.source);
  return openedFile({
    format: 'tf-checkpoint',
    ...content,
    ...(meta && { metadata: meta.metadata, graphs: meta.graphs }),
  });
}

/** Of either format: what the first key of the table says. */
function contentOf(file: FileSource, lane: 0 | 1): BundleContent {
  try {
    return openOldCheckpoint(file, lane) ?? openBundle(file, lane);
  } finally {
    file.close();
  }
}
