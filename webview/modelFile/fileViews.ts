import type { FileViewName } from '../../extension/protocol/filePage';
import type { FileDescription } from '../../extension/protocol/reader';
import { CompareView } from './compare/compareView';
import type { FileContext } from './fileContext';
import type { FileData } from './fileStore';
import { FilesView } from './files/filesView';
import { GraphView } from './graph/graphView';
import { LayersOfFileView } from './layers/layersOfFileView';
import { RunItView } from './runIt/runItView';
import { TensorsView } from './tensors/tensorsView';

/** One view of the page. */
export interface FileView {
  label: string;
  icon: string;
  /** Whether the file can fill it: else it has no tab. */
  isThere(data: FileData): boolean;
  /** Its element is in the page once, shown and hidden; its parts add themselves to the scheduler. */
  create(context: FileContext): HTMLElement;
}

/** Formats whose files may say how their model is computed, though not of what layers. */
const runFormats = new Set(['tfjs-graph', 'saved-model']);
const canBeRun = ({ models, format }: FileDescription): boolean => models.length > 0 || runFormats.has(format);

/** The views, in the order of their tabs. A new one is an entry here, and its name in `fileViewNames`. */
export const fileViews: Record<FileViewName, FileView> = {
  tensors: {
    label: 'Tensors',
    icon: 'symbol-array',
    isThere: () => true,
    create: context => new TensorsView(context).element,
  },
  layers: {
    label: 'Layers',
    icon: 'layers',
    isThere: ({ description }) => (description?.models.length ?? 0) > 0,
    create: context => new LayersOfFileView(context).element,
  },
  graph: {
    label: 'Graph',
    icon: 'type-hierarchy',
    isThere: ({ description }) => description?.hasGraphs ?? false,
    create: context => new GraphView(context).element,
  },
  run: {
    label: 'Run it',
    icon: 'play',
    isThere: ({ description }) => description !== null && canBeRun(description),
    create: context => new RunItView(context).element,
  },
  compare: {
    label: 'Compare',
    icon: 'git-compare',
    isThere: ({ other }) => other !== null,
    create: context => new CompareView(context).element,
  },
  files: {
    label: 'Files',
    icon: 'files',
    isThere: ({ description }) => description !== null,
    create: context => new FilesView(context).element,
  },
};
