import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { fileInside, FileSource } from './sources/byteSource';

/** A name, or what makes one of the chosen file's own: that may be a link's, or that of what the link leads to. */
export type SiblingName = string | ((own: string) => string);

/** A file that a person chose, or one that belongs to it: what knows where the others of the same model are. */
export class ChosenFile extends FileSource {
  /**
   * @param place absolute; may be a link
   * @param file where it leads
   * @param linkedFolder where links beside it may lead: the real folder of what the person chose
   */
  constructor(
    private readonly place: string,
    file: string,
    name: string,
    size: number,
    private readonly linkedFolder: string,
  ) {
    super(file, name, size);
  }

  /**
   * A file that it names, relative to its folder. It lies there, or is a link that leads to where the chosen one leads itself,
   * as in a cache whose files are links to blobs; where the chosen one is a link, what lies where it leads is taken too.
   * Throws LayerglassError, see fileInside.
   * @param shown as problems call it; else by its name
   */
  sibling(name: SiblingName, shown?: string): ChosenFile {
    try {
      return this.siblingOf(this.place, name, shown);
    } catch (error) {
      const isLost = error instanceof LayerglassError && error.code === 'file-missing';
      if (!isLost || this.place === this.file || path.dirname(this.file) !== this.linkedFolder) throw error;
      try {
        return this.siblingOf(this.file, name, shown);
      } catch {
        throw error;
      }
    }
  }

  /** True where there is something of that name, whatever it is. */
  has(name: string): boolean {
    return fs.existsSync(path.resolve(path.dirname(this.place), name));
  }

  private siblingOf(own: string, name: SiblingName, shown?: string): ChosenFile {
    const folder = path.dirname(own);
    const sought = typeof name === 'string' ? name : name(path.basename(own));
    const { file, size } = fileInside(folder, sought, this.linkedFolder);
    return new ChosenFile(path.resolve(folder, sought), file, shown ?? sought, size, this.linkedFolder);
  }
}

/** The file that a person chose, where a link leads to it too. Throws LayerglassError `file-missing`, `not-a-file`. */
export function chosenFile(place: string): ChosenFile {
  const name = path.basename(place);
  let real = place;
  try {
    real = fs.realpathSync(place);
  } catch {
    // fileInside says what is wrong.
  }
  const { file, size } = fileInside(path.dirname(real), path.basename(real));
  return new ChosenFile(path.resolve(place), file, name, size, path.dirname(file));
}

/** A file of a folder that a person chose: no link leads out of that. Throws LayerglassError, see fileInside. */
export function fileOfFolder(folder: string, name: string): ChosenFile {
  const { file, size } = fileInside(folder, name);
  return new ChosenFile(path.resolve(folder, name), file, name, size, path.dirname(file));
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
