import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FileProblem } from '../../../protocol/reader';
import { chosenFile, fileOfFolder, type ChosenFile } from '../chosenFile';
import { addFailureOf } from '../fileProblems';
import type { OpenedFile } from '../openedFile';
import { kerasNames } from './kerasNames';
import { openKerasParts } from './kerasParts';

/**
 * Opens the folder of a `.keras` that was unzipped, by itself or by one of its files. Throws LayerglassError where its weights
 * cannot be opened.
 */
export async function openKerasFolder(place: string): Promise<OpenedFile> {
  const own = fs.statSync(place).isDirectory() ? null : chosenFile(place);
  const problems: FileProblem[] = [];
  const sources: ChosenFile[] = [];
  const open = (name: string): ChosenFile => {
    const isOwn = own !== null && path.basename(place) === name;
    const source = isOwn ? own : own ? own.sibling(name) : fileOfFolder(place, name);
    sources.push(source);
    return source;
  };
  const beside = (name: string): ChosenFile | null => {
    try {
      return open(name);
    } catch (error) {
      addFailureOf(problems, error, name);
      return null;
    }
  };
  try {
    const config = beside(kerasNames.config);
    // Of what is made by hand it may be left out.
    const hasMetadata = fs.existsSync(path.join(own ? path.dirname(place) : place, kerasNames.metadata));
    const metadata = hasMetadata ? beside(kerasNames.metadata) : null;
    const weights = open(kerasNames.weights);
    return await openKerasParts({ config, metadata, weights }, { sources, problems });
  } catch (error) {
    for (const source of sources) source.close();
    throw error;
  }
}
