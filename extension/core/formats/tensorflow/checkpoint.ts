import * as path from 'node:path';
import { LayerglassError } from '../../../protocol/errors';
import type { FileDescription } from '../../../protocol/reader';
import { chosenFile, type ChosenFile } from '../chosenFile';
import { openedFile, type OpenedFile } from '../openedFile';
import { openBundle, type BundleContent } from './bundle';
import { lastIn, oldPrefix } from './checkpointPlace';
import { metaBeside } from './metaFile';
import { openOldCheckpoint } from './oldCheckpoint';

/** Opens a checkpoint by its index, without reading values. Throws LayerglassError. @param lane see StreamedChecksum */
export function openCheckpoint(place: string, lane: 0 | 1): OpenedFile {
  const file = chosenFile(place);
  const content = contentOf(file, lane);
  const meta = metaBeside(file, content);
  if (meta) content.sources.push(meta.source);
  const { kind, stepFrom } = content;
  const metadata = { ...meta?.metadata, kind, ...(stepFrom !== null && { stepFrom }) };
  const opened = openedFile({ format: 'tf-checkpoint', ...content, metadata, ...(meta && { graphs: meta.graphs }) });
  const describe = (): FileDescription => {
    const newest = newestBeside(place);
    return { ...opened.describe(), metadata: { ...metadata, ...(newest !== null && { newest }) } };
  };
  return { ...opened, describe };
}

/** Of either format: what the first key of the table says. */
function contentOf(file: ChosenFile, lane: 0 | 1): BundleContent {
  try {
    return openOldCheckpoint(file, lane) ?? openBundle(file, lane);
  } finally {
    file.close();
  }
}

/** What the last checkpoint in the folder of this one is called; null where that is this one, or cannot be told. */
function newestBeside(place: string): string | null {
  const prefixOf = (file: string): string => oldPrefix(path.basename(file).replace(/\.index$/, ''));
  try {
    const last = lastIn(path.dirname(place));
    return last === null || prefixOf(last) === prefixOf(place) ? null : prefixOf(last);
  } catch (error) {
    if (error instanceof LayerglassError) return null;
    throw error;
  }
}
