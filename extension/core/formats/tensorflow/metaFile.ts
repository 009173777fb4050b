import type { FileGraph } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ChosenFile } from '../chosenFile';
import type { FileSource } from '../sources/byteSource';
import { addFailure } from '../fileProblems';
import { ProtobufScanner } from '../containers/protobufScanner';
import type { BundleContent } from './bundle';
import { linkTensors } from './graphLinks';
import { GraphViews } from './graphView';
import { readMetaGraph, type MetaGraph } from './metaGraph';
import { oldPrefix } from './checkpointPlace';

/** What a `.meta` says of the checkpoint beside it. */
export interface MetaContent {
  source: FileSource;
  metadata: Record<string, string>;
  graphs(): FileGraph[];
}

/** The `.meta` of a checkpoint; null where there is none, or none that can be read: that is a problem of the checkpoint. */
export function metaBeside(
  checkpoint: ChosenFile,
  content: Pick<BundleContent, 'tensors' | 'problems'>,
): MetaContent | null {
  const metaOf = (own: string): string => `${oldPrefix(own).replace(/\.index$/, '')}.meta`;
  try {
    return metaContent(checkpoint.sibling(metaOf), content);
  } catch (error) {
    if (error instanceof LayerglassError && error.code === 'file-missing') return null;
    addFailure(content.problems, error, metaOf(checkpoint.name));
    return null;
  }
}

/** Throws LayerglassError. */
export function metaContent(source: FileSource, { tensors }: Pick<BundleContent, 'tensors'>): MetaContent {
  const scanner = new ProtobufScanner(source, source.name);
  let meta: MetaGraph;
  try {
    meta = readMetaGraph(scanner, scanner.whole);
  } finally {
    source.close();
  }
  const { graph, trainable } = meta;
  if (!graph)
    throw new LayerglassError('not-a-model', `${source.name} has no graph of TensorFlow`, {
      where: source.name,
      remedy: 'Choose the checkpoint itself.',
    });
  const metadata = versionOf(meta);
  if (trainable && tensors.length > 0) {
    const names = tensors.map(({ entry }) => entry).filter(({ name, fullName }) => trainable.has(fullName ?? name));
    const values = names.reduce((sum, { count }) => sum + count, 0);
    for (const tensor of tensors) {
      const { name, fullName, role } = tensor.entry;
      if (role === 'weight') tensor.entry = { ...tensor.entry, isTrained: trainable.has(fullName ?? name) };
    }
    metadata.trainable = `${names.length} of ${tensors.length} tensors, ${values} values`;
  }
  const entries = tensors.map(tensor => tensor.entry);
  return {
    source,
    metadata,
    graphs: () => {
      const views = new GraphViews(scanner);
      views.add(graph, 'graph', '', null);
      linkTensors(views.graphs, '', entries, new Map());
      return views.graphs;
    },
  };
}

/** What wrote it, as far as it says. */
export const versionOf = ({ version }: MetaGraph): Record<string, string> =>
  version ? { writtenBy: `TensorFlow ${version}` } : {};
