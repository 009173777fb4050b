import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FileGraph } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { fileInside, FileSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { ProtobufScanner } from '../containers/protobufScanner';
import type { BundleContent } from './bundle';
import { linkTensors } from './graphLinks';
import { GraphViews } from './graphView';
import { readMetaGraph, type MetaGraph } from './metaGraph';

/** What a `.meta` says of the checkpoint beside it. */
export interface MetaContent {
  source: FileSource;
  metadata: Record<string, string>;
  graphs(): FileGraph[];
}

/** The `.meta` of a checkpoint; null where there is none, or none that can be read: that is a problem of the checkpoint. */
export function metaBeside(place: string, content: Pick<BundleContent, 'tensors' | 'problems'>): MetaContent | null {
  if (!fs.existsSync(place)) return null;
  const name = path.basename(place);
  try {
    const { file, size } = fileInside(path.dirname(place), name);
    return metaContent(new FileSource(file, name, size), content);
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    addProblem(content.problems, error.code, `${error.message}.`, name);
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
