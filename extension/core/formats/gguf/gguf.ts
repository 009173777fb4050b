import type { FileProblem } from '../../../protocol/reader';
import type { FileSource } from '../sources/byteSource';
import { chosenFile } from '../chosenFile';
import { addFailure, addProblem } from '../fileProblems';
import { openedFile, type OpenedFile } from '../openedFile';
import type { StoredTensor } from '../tensors/storedTensor';
import { makeNamesUnique } from '../tensors/uniqueNames';
import { readHeader, type GgufHeader } from './ggufHeader';
import { tensorsOf } from './ggufTensors';

const maxParts = 1000;

/**
 * Opens a GGUF file: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. One that is a part of a model stands for all
 * of them, which lie beside it. Throws LayerglassError where its version is not known.
 */
export function openGguf(place: string): OpenedFile {
  const chosen = chosenFile(place);
  const sources = [chosen];
  try {
    const problems: FileProblem[] = [];
    let header = readHeader(chosen, chosen.name, problems);
    const others = otherParts(chosen.name, header, problems);
    const tensors: StoredTensor[] = [];
    const add = (part: GgufHeader, source: FileSource): void => {
      for (const tensor of tensorsOf(part, source, source.name, problems)) tensors.push(tensor);
    };
    if (others.length === 0) add(header, chosen);
    for (const name of others)
      if (name === chosen.name) add(header, chosen);
      else
        try {
          const source = chosen.sibling(name);
          sources.push(source);
          const part = readHeader(source, name, problems);
          add(part, source);
          // The first has what is said of the model.
          if (part.texts.size > header.texts.size) header = { ...header, texts: part.texts };
          source.close();
        } catch (error) {
          addFailure(problems, error, name);
        }
    if (new Set(tensors.map(t => t.entry.name)).size < tensors.length) {
      addProblem(problems, 'duplicate-name', 'There is more than one tensor of some name.', chosen.name);
      makeNamesUnique(tensors);
    }
    return openedFile({ format: 'gguf', tensors, problems, sources, metadata: metadataOf(header) });
  } catch (error) {
    for (const source of sources) source.close();
    throw error;
  }
}

function metadataOf({ texts, version, isBigEndian }: GgufHeader): Record<string, string> {
  const writtenBy = `GGUF version ${version}${isBigEndian ? ', big-endian' : ''}`;
  return Object.fromEntries([...texts, ['writtenBy', writtenBy]]);
}

/** Names of all parts in their order, this one's too: `model-00001-of-00003.gguf`. Empty where it is whole. */
function otherParts(name: string, { numbers }: GgufHeader, problems: FileProblem[]): string[] {
  const [, stem, , digits] = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/.exec(name) ?? [];
  const told = numbers.get('split.count') ?? 1;
  if (digits === undefined || told < 2) return [];
  const count = Number(digits);
  if (count !== told || count > maxParts) {
    addProblem(
      problems,
      'bad-parts',
      `It is one of ${told} parts, where its name has ${count}; it is shown alone.`,
      name,
    );
    return [];
  }
  return Array.from({ length: count }, (_, i) => `${stem}-${String(i + 1).padStart(5, '0')}-of-${digits}.gguf`);
}
