import * as path from 'node:path';
import type { FileGraph, FileProblem, TensorEntry } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { chosenFile, fileOfFolder, type ChosenFile } from '../chosenFile';
import { addFailureOf, addProblem } from '../fileProblems';
import { openedFile, type OpenedFile } from '../openedFile';
import { makeNamesUnique } from '../tensors/uniqueNames';
import { folderFiles } from '../folderFiles';
import { ProtobufScanner } from '../containers/protobufScanner';
import { openBundle, type BundleContent } from './bundle';
import { GraphConstants } from './graphConstants';
import { linkTensors } from './graphLinks';
import { GraphViews } from './graphView';
import { savedKerasModels } from './kerasMetadata';
import { versionOf } from './metaFile';
import { readMetaGraph, type MetaGraph, type SignatureValue } from './metaGraph';
import { savedModelName } from './savedModelName';
import { shapeText } from './shapeMessage';

const indexName = 'variables/variables.index';
const maxMetaGraphs = 100;

/** Opens a SavedModel, without reading values. Throws LayerglassError. @param folder absolute @param lane see StreamedChecksum */
export function openSavedModel(folder: string, lane: 0 | 1): OpenedFile {
  return savedModelOf(fileOfFolder(folder, savedModelName), folder, lane);
}

/** The same by its own file. Throws LayerglassError. */
export function openSavedModelFile(place: string, lane: 0 | 1): OpenedFile {
  return savedModelOf(chosenFile(place), path.dirname(place), lane);
}

function savedModelOf(source: ChosenFile, folder: string, lane: 0 | 1): OpenedFile {
  const scanner = new ProtobufScanner(source, savedModelName);
  const problems: FileProblem[] = [];
  const constants = new GraphConstants(scanner, problems, false);
  let graphs: MetaGraph[];
  try {
    graphs = metaGraphs(scanner);
    graphs.forEach(({ graph }, i) => graph && constants.addGraph(graph, prefixOf(graphs, i)));
  } finally {
    source.close();
  }
  const bundle = variables(source, constants.hasVariables, problems, lane);
  const tensors = [...bundle.tensors, ...constants.tensors];
  makeNamesUnique(tensors);
  const entries = tensors.map(tensor => tensor.entry);
  const keras = savedKerasModels(source, bundle.tensors, problems);
  const opened = openedFile({
    format: 'saved-model',
    ...{ tensors, problems, summed: bundle.summed, step: bundle.step },
    sources: [source, ...bundle.sources],
    metadata: metadataOf(graphs),
    ...(keras && { layered: keras.models, config: keras.config }),
    graphs: () => graphs.flatMap((graph, i) => viewsOf(scanner, graph, prefixOf(graphs, i), entries, constants)),
  });
  const { files, problems: listing } = folderFiles(folder);
  for (const { code, message, where } of listing) addProblem(problems, code, message, where);
  return { ...opened, describe: () => ({ ...opened.describe(), files }) };
}

function viewsOf(
  scanner: ProtobufScanner,
  { graph, signatures, tags }: MetaGraph,
  prefix: string,
  entries: readonly TensorEntry[],
  constants: GraphConstants,
): FileGraph[] {
  if (!graph) return [];
  const views = new GraphViews(scanner);
  const told = signatures.filter(signature => !signature.name.startsWith('__'));
  const ends = (key: 'inputs' | 'outputs'): SignatureValue[] => [
    ...new Map(told.flatMap(signature => signature[key]).map(value => [value.name, value])).values(),
  ];
  const [inputs, outputs] = [ends('inputs'), ends('outputs')];
  views.add(graph, tags.join(', ') || 'graph', prefix, inputs.length + outputs.length > 0 ? { inputs, outputs } : null);
  linkTensors(views.graphs, prefix, entries, constants.byNode);
  return views.graphs;
}

/** Before the names of functions, where there are several graphs. */
const prefixOf = (graphs: readonly MetaGraph[], index: number): string =>
  graphs.length > 1 ? `${graphs[index]!.tags.join(', ') || String(index)}/` : '';

/** SavedModel: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/saved_model.proto. */
function metaGraphs(scanner: ProtobufScanner): MetaGraph[] {
  const graphs: MetaGraph[] = [];
  for (const part of scanner.fields(scanner.whole))
    if (part.type === 'block' && part.field === 2 && graphs.length < maxMetaGraphs)
      graphs.push(readMetaGraph(scanner, part));
  if (graphs.length > 0) return graphs;
  throw new LayerglassError('not-a-model', `${savedModelName} holds no graph`, {
    where: savedModelName,
    remedy: 'It is empty, or was not written to its end: copy it again.',
  });
}

/** @param areNeeded true where the graph has variables */
function variables(source: ChosenFile, areNeeded: boolean, problems: FileProblem[], lane: 0 | 1): BundleContent {
  const none: BundleContent = { tensors: [], problems, summed: [], sources: [], step: null, stepFrom: null, kind: '' };
  if (!areNeeded && !source.has(indexName)) return none;
  try {
    return openBundle(source.sibling(indexName), lane, problems);
  } catch (error) {
    addFailureOf(problems, error, indexName);
    return none;
  }
}

function metadataOf(graphs: readonly MetaGraph[]): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const graph of graphs) Object.assign(metadata, versionOf(graph));
  const tags = graphs.map(graph => graph.tags.join(', ')).filter(Boolean);
  if (tags.length > 0) metadata.tags = tags.join('; ');
  for (const { signatures } of graphs)
    for (const { name, inputs, outputs } of signatures)
      if (!name.startsWith('__')) metadata[`signature ${name}`] = `${valuesText(inputs)} → ${valuesText(outputs)}`;
  return metadata;
}

const valuesText = (values: readonly SignatureValue[]): string =>
  values.map(({ key, dtype, shape }) => `${key}: ${dtype} ${shapeText(shape)}`).join(', ') || '()';
