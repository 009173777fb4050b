import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileInside, FileSource } from './sources/byteSource';

/** The file that a person chose, where a link leads to it too. Throws LayerglassError `file-missing`, `not-a-file`. */
export function chosenFile(place: string): FileSource {
  const name = path.basename(place);
  let real = place;
  try {
    real = fs.realpathSync(place);
  } catch {
    // fileInside says what is wrong.
  }
  const { file, size } = fileInside(path.dirname(real), path.basename(real));
  return new FileSource(file, name, size);
}

/** What is made of the file that a person chose, which is closed where that fails. */
export function withChosen<T>(place: string, use: (source: FileSource) => T): T {
  const source = chosenFile(place);
  try {
    return use(source);
  } catch (error) {
    source.close();
    throw error;
  }
}
