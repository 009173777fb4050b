import * as path from 'node:path';
import { checkpointPathPattern } from '../../core/runs/runPaths';
import { readCheckpoints } from '../../core/runs/readCheckpoints';
import { LayerglassError } from '../../protocol/errors';
import type { CheckpointAt } from '../../protocol/panel';
import type { PanelHandlers } from './panelChannel';
import type { PanelServices } from './panelServices';

type Names =
  | 'describeCheckpoint'
  | 'checkpointSummaries'
  | 'checkpointValues'
  | 'checkpointPictures'
  | 'compareCheckpoints'
  | 'weightPaths'
  | 'checkpointsOf'
  | 'checkpointCommand';

/** What the page asks about checkpoints: the reader answers, the host only says where they are. */
export function checkpointHandlers(program: string, services: PanelServices): Pick<PanelHandlers, Names> {
  const { catalog, reader } = services;
  const placeOf = ({ key, path: inner }: CheckpointAt): string => {
    if (!checkpointPathPattern.test(inner))
      throw new LayerglassError('outside', `${inner} is no checkpoint of a run.`, { remedy: 'Choose another one.' });
    return path.join(catalog.folder(program, key), inner);
  };
  return {
    describeCheckpoint: ({ at }) => reader.request('describe', { path: placeOf(at) }),
    checkpointSummaries: ({ at, names }, work) => reader.request('summaries', { path: placeOf(at), names }, work),
    checkpointValues: ({ at, ...query }) => reader.request('values', { path: placeOf(at), ...query }),
    checkpointPictures: ({ at, ...query }) => reader.request('pictures', { path: placeOf(at), ...query }),
    compareCheckpoints: ({ a, b }, work) => reader.request('compare', { a: placeOf(a), b: placeOf(b) }, work),
    weightPaths: ({ key, paths, ...query }, work) =>
      reader.request('paths', { paths: paths.map(inner => placeOf({ key, path: inner })), ...query }, work),
    checkpointsOf: ({ key }) => readCheckpoints(catalog.folder(program, key)),
    checkpointCommand: ({ do: what, at }) =>
      services.runCheckpointCommand(
        what,
        at.map(one => ({ runFolder: catalog.folder(program, one.key), path: one.path, place: placeOf(one) })),
      ),
  };
}
