import { LayerglassError } from '../../../protocol/errors';
import type { FileProblem } from '../../../protocol/reader';
import type { FileSource } from '../sources/byteSource';
import type { ChosenFile } from '../chosenFile';
import { addFailure } from '../fileProblems';
import type { Summed } from '../openedFile';
import { Sha1File } from './sha1File';

const maxFiles = 10_000;
/** Tensors may share values; all of them together are no more than so many times their file. */
const maxShared = 100;

/** Files beside a model that have values of its tensors; none outside its folder is opened. */
export class ExternalFiles {
  private readonly byName = new Map<string, FileSource | LayerglassError>();
  private readonly taken = new Map<FileSource, number>();
  readonly sources: FileSource[] = [];
  readonly summed: Summed[] = [];

  constructor(
    private readonly model: ChosenFile,
    private readonly problems: FileProblem[],
  ) {}

  /**
   * The file of that name. Throws LayerglassError, of which a problem tells once.
   * @param sha1 of the whole file, where the model has it
   */
  open(location: string, sha1: string | undefined): FileSource {
    const known = this.byName.get(location);
    if (known instanceof LayerglassError) throw known;
    if (known) return known;
    try {
      if (this.byName.size >= maxFiles)
        throw new LayerglassError('too-many-files', `More than ${maxFiles} files are named`, { where: location });
      const source = this.model.sibling(location);
      const { file, size } = source;
      this.sources.push(source);
      if (sha1) this.summed.push(new Sha1File(file, location, size, sha1));
      this.byName.set(location, source);
      return source;
    } catch (error) {
      const failure = addFailure(this.problems, error, location);
      this.byName.set(location, failure);
      throw failure;
    }
  }
  /** To be told of what a tensor has of a file. Throws LayerglassError `expanded-too-far`. */
  take(source: FileSource, bytes: number): void {
    const taken = (this.taken.get(source) ?? 0) + bytes;
    if (taken > maxShared * source.size)
      throw new LayerglassError('expanded-too-far', `Tensors have ${source.name} more than ${maxShared} times`, {
        where: source.name,
      });
    this.taken.set(source, taken);
  }
}
