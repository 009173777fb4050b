import * as path from 'node:path';
import * as vscode from 'vscode';
import { readPicturesAt, readUnitsAt } from '../../core/runs/readCloseUp';
import { readHistory } from '../../core/runs/readHistory';
import { readSnapshot } from '../../core/runs/readSnapshot';
import { LayerglassError } from '../../protocol/errors';
import { initializersExperiment } from '../../protocol/initializers';
import { containment } from '../../core/runs/containedPath';
import { checkpointHandlers } from './checkpointHandlers';
import type { PanelHandlers } from './panelChannel';
import type { PanelServices } from './panelServices';

/** What requests ask of the panel itself. */
export interface PanelEnd {
  readonly panel: vscode.WebviewPanel;
  /** Absolute. */
  readonly program: string;
  /** Key of the run that is shown; null where the program has none. */
  readonly key: string | null;
  pageReady(): void;
  choose(key: string): void;
}

/** What the panel of a program does for its page, request by request. */
export function panelHandlers(panel: PanelEnd, services: PanelServices): PanelHandlers {
  const { program } = panel;
  const { catalog } = services;
  const isLog = (): boolean => catalog.logs.has(program);
  const control = (key: string, type: 'pause' | 'resume'): void => catalog.runs.control(liveRun(key), type);
  const liveRun = (key: string): NonNullable<ReturnType<typeof catalog.runs.find>> => {
    const run = catalog.runs.find(program, key);
    if (!run)
      throw new LayerglassError('not-of-this-window', 'This run is not one of this window.', {
        remedy: 'Control it where it was started.',
      });
    return run;
  };
  const sourcesOf = (key: string | null) => {
    const sources = key === null ? null : catalog.sources(program, key);
    if (sources === null)
      throw new LayerglassError('no-place', 'It is not known where this line is.', { remedy: 'Run the program.' });
    return sources;
  };
  return {
    ...checkpointHandlers(program, services),
    ready: () => panel.pageReady(),
    snapshot: ({ key, fit, model, step }) =>
      isLog()
        ? services.reader.request('logSnapshot', { path: program, run: key, step })
        : readSnapshot(catalog.folder(program, key), { fit, model, step }),
    history: ({ key, ...query }) => {
      if (!isLog()) return readHistory(catalog.folder(program, key), query);
      const { layer, kind, tensor, max } = query;
      return services.reader.request('logHistory', { path: program, run: key, layer, kind, tensor, max });
    },
    units: ({ key, ...query }) => (isLog() ? null : readUnitsAt(catalog.folder(program, key), query)),
    pictures: ({ key, ...query }) => (isLog() ? null : readPicturesAt(catalog.folder(program, key), query)),
    logImages: ({ key, ...of }) => {
      if (!isLog()) throw new LayerglassError('no-log', 'Only log directories have logged images.');
      return services.reader.request('logImages', { path: program, run: key, ...of });
    },
    chooseRun: ({ key }) => panel.choose(key),
    train: () => services.start(program, 'train'),
    inspect: () => services.start(program, 'inspect'),
    compareInitializers: () => services.start(program, 'inspect', initializersExperiment),
    pause: ({ key }) => control(key, 'pause'),
    resume: ({ key }) => control(key, 'resume'),
    // the end of the run comes as an event: the reply need not wait for it
    stop: ({ key }) => void catalog.runs.stop(liveRun(key)),
    showLog: ({ key }) => services.showLog(program, key),
    trust: async () => void (await vscode.commands.executeCommand('workbench.trust.manage')),
    reveal: ({ site, focus }) => services.reveal(sourcesOf(panel.key), site, { focus, panel: panel.panel }),
    revealFolder: async ({ key, path: inner }) => {
      const folder = catalog.folder(program, key);
      const target = path.resolve(folder, inner);
      if (!containment([folder])(target))
        throw new LayerglassError('outside', 'This folder is not inside of the run folder.');
      await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(target));
    },
    copy: async ({ text }) => void (await vscode.env.clipboard.writeText(text)),
    showSetting: async ({ name }) =>
      void (await vscode.commands.executeCommand('workbench.action.openSettings', `layerglass.${name}`)),
    otherRun: async ({ key }) => {
      if (isLog()) await catalog.logs.load(program, key);
      return { ...catalog.state(program, key), steps: [], checkpoints: [] };
    },
    applyRemedy: ({ key, finding: index, remedy: choice }) => {
      const finding = catalog.state(program, key).findings[index];
      const remedy = finding?.remedies[choice];
      if (!finding || !remedy)
        throw new LayerglassError('no-remedy', 'This finding is gone.', { remedy: 'Inspect the model again.' });
      return services.applyRemedy(program, sourcesOf(key), finding, remedy, panel.panel);
    },
    useInitializers: ({ key, model }) => {
      const comparison = catalog.state(program, key).initializers.find(c => c.model === model);
      const remedy = comparison?.verdict?.remedy;
      if (!remedy)
        throw new LayerglassError('no-remedy', 'There is nothing to change.', {
          remedy: 'Compare initializers again.',
        });
      return services.applyRemedy(program, sourcesOf(key), null, remedy, panel.panel);
    },
  };
}
