import * as path from 'node:path';
import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { chosenFile } from '../chosenFile';
import { addFailure } from '../fileProblems';
import { openedFile, type OpenedFile } from '../openedFile';
import { makeNamesUnique } from '../tensors/uniqueNames';
import { ProtobufScanner } from '../containers/protobufScanner';
import { openCheckpoint } from './checkpoint';
import { checkpointOf } from './checkpointPlace';
import { GraphConstants } from './graphConstants';
import { linkTensors } from './graphLinks';
import { GraphViews } from './graphView';
import { metaContent } from './metaFile';
import { openSavedModelFile } from './savedModel';
import { savedModelName } from './savedModelName';

/** Opens a graph: a SavedModel's, one whose variables were frozen, or what a `.meta` has of a checkpoint. Throws LayerglassError. */
export function openGraphFile(place: string, lane: 0 | 1): OpenedFile {
  if (path.basename(place) === savedModelName) return openSavedModelFile(place, lane);
  return place.endsWith('.meta') ? openMeta(place, lane) : openFrozen(place);
}

function openMeta(place: string, lane: 0 | 1): OpenedFile {
  const checkpoint = checkpointOf(place.slice(0, -'.meta'.length));
  const problems: FileProblem[] = [];
  if (checkpoint !== null)
    try {
      return openCheckpoint(checkpoint, lane);
    } catch (error) {
      addFailure(problems, error);
    }
  const { source, metadata, graphs } = metaContent(chosenFile(place), { tensors: [] });
  return openedFile({ format: 'tf-graph', tensors: [], problems, sources: [source], metadata, graphs });
}

function openFrozen(place: string): OpenedFile {
  const source = chosenFile(place);
  const scanner = new ProtobufScanner(source, source.name);
  const problems: FileProblem[] = [];
  const constants = new GraphConstants(scanner, problems, true);
  try {
    constants.addGraph(scanner.whole, '');
  } finally {
    source.close();
  }
  if (constants.nodes === 0)
    throw new LayerglassError('not-a-model', `${source.name} is no graph of TensorFlow`, {
      where: source.name,
      remedy: 'Choose a frozen graph, or a SavedModel.',
    });
  const { tensors } = constants;
  makeNamesUnique(tensors);
  const entries = tensors.map(tensor => tensor.entry);
  const graphs = (): GraphViews['graphs'] => {
    const views = new GraphViews(scanner);
    views.add(scanner.whole, 'graph', '', null);
    linkTensors(views.graphs, '', entries, constants.byNode);
    return views.graphs;
  };
  return openedFile({ format: 'tf-graph', tensors, problems, sources: [source], graphs });
}
