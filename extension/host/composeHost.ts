import * as path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../contributions';
import { editCheckpoints, emptyTrash } from '../core/runs/editCheckpoints';
import type { Reader } from '../engine/reader/reader';
import { CheckpointDeeds } from './checkpoints/checkpointDeeds';
import { CheckpointEditing } from './checkpoints/checkpointEditing';
import { CheckpointResume, type LoadResume } from './checkpoints/checkpointResume';
import { SourceDiff } from './checkpoints/sourceDiff';
import { registerCommands } from './commands/registerCommands';
import { ContextKeys } from './contextKeys';
import { CursorFollower } from './cursorFollower';
import { FindingFilter } from './findings/findingFilter';
import { Recheck } from './findings/recheck';
import { RunKnowledge } from './knowledge/runKnowledge';
import type { LanguageLink } from './languageLink';
import { Log } from './log';
import { OpenLogs } from './logs/openLogs';
import { NativeInstaller, type LoadNative } from './native/nativeInstaller';
import { NativeOffer } from './native/nativeOffer';
import { Panels } from './panel/panels';
import { ModelFileEditors } from './modelFiles/modelFileEditors';
import { ModelFolders } from './modelFiles/modelFolders';
import { EntryMemory } from './programs/entryMemory';
import { programFolderOf } from './programs/programFolderOf';
import { ProgramStarter } from './programs/programStarter';
import { containedFile, SiteReveal } from './revealSite';
import { RunCatalog } from './runs/runCatalog';
import { RunChannels } from './runs/runChannels';
import { RunDiagnostics } from './runs/runDiagnostics';
import { RunLibrary } from './runs/runLibrary';
import { RunLog } from './runs/runLog';
import { RunProgress } from './runs/runProgress';
import { Runs, type LoadEngine } from './runs/runs';
import { showError } from './showError';
import { takeStartRequest } from './startRequest';
import type { TestApi } from './testApi';
import { CheckpointsTree } from './views/checkpointsTree';
import { FindingsBadge } from './views/findingsBadge';
import { StatusBar } from './views/statusBar';

export interface Host {
  runs: Runs;
  api: Omit<TestApi, 'activationMs'>;
}
/** What the composition root brings in: rooms that the host does not import. */
export interface HostParts {
  /** The engine, loaded when something is run. */
  loadEngine: LoadEngine;
  /** The part of it that installs native TensorFlow. */
  loadNative: LoadNative;
  /** The part that plans how a run goes on from a checkpoint. */
  loadResume: LoadResume;
  /** Its process starts with the first request. */
  loadReader(): Reader;
  registerLanguage(
    knowledge: RunKnowledge,
    log: Log,
    checkpoints: { reader: Reader; programFolderOf(file: string): string },
  ): LanguageLink & vscode.Disposable;
}

/** Makes the parts of the host and wires them; what they hold is disposed with the extension. Runs nothing. */
export function composeHost(
  context: vscode.ExtensionContext,
  { loadEngine, loadNative, loadReader, loadResume, registerLanguage }: HostParts,
): Host {
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const log = own(new Log());
  const fallbackRunsFolder = path.join((context.storageUri ?? context.globalStorageUri).fsPath, 'runs');
  const runs = own(new Runs(loadEngine));
  const library = own(new RunLibrary([fallbackRunsFolder]));
  own(
    runs.onDidEnd(
      ({ mode, state }) => mode === 'train' && state.path !== null && library.reread(path.dirname(state.path)),
    ),
  );
  const filter = own(new FindingFilter());
  const reader = own(loadReader());
  const logs = own(new OpenLogs(reader));
  const catalog = new RunCatalog(runs, library, filter, logs);
  const knowledge = own(new RunKnowledge(runs, library, filter, log));
  const channels = own(new RunChannels(runs));
  const reveal = own(new SiteReveal());
  const native = own(new NativeInstaller(loadNative, log));
  const offer = new NativeOffer(context.globalState);
  const memory = new EntryMemory(context.workspaceState);
  const starter = new ProgramStarter(runs, program => panels.open(program), fallbackRunsFolder);

  const modelFiles = own(new ModelFileEditors({ extensionUri: context.extensionUri, reader, log }));
  const editing = own(new CheckpointEditing(runs, editCheckpoints, emptyTrash));
  const resume = new CheckpointResume({
    catalog,
    starter,
    diff: own(new SourceDiff()),
    loadResume,
    showLayers: program => panels.of(program)?.show('layers'),
  });
  const deeds = new CheckpointDeeds({ catalog, reader, editing, resume, log });

  const panels: Panels = own(
    new Panels(
      {
        extensionUri: context.extensionUri,
        catalog,
        knowledge,
        log,
        reader,
        runCheckpointCommand: (what, at) => deeds.run(what, at),
        start: async (program, mode, experiment) => void (await starter.start(program, mode, null, experiment)),
        showLog: (program, key) => channels.show(runs.find(program, key)) || log.show(),
        reveal: (sources, site, options) => reveal.reveal(sources, site, options),
        applyRemedy: async (program, sources, finding, remedy, panel) => {
          // a run folder may say anything
          for (const { site } of remedy.edits) containedFile(sources, site);
          const site = remedy.edits[0]?.site;
          if (site) await reveal.reveal(sources, site, { focus: false, panel });
          const isDone = await language.remedies.apply(vscode.Uri.file(sources.folder), remedy);
          if (isDone && finding) recheck.offer({ ...finding, program }, remedy.label);
        },
      },
      context.workspaceState,
    ),
  );
  const tree = own(new CheckpointsTree(catalog, context.workspaceState, log));
  own(
    editing.onDidChange(({ runFolder, program, record }) => {
      tree.touch(runFolder);
      panels.of(program)?.checkpointChanged(runFolder, record);
    }),
  );
  own(new RunLog(runs, log));
  own(new RunProgress(runs, program => panels.of(program)?.panel.visible ?? false));
  own(new StatusBar(runs, offer));
  own(new FindingsBadge(tree.view, knowledge));
  own(new ContextKeys(runs));
  own(new ModelFolders());
  const language: LanguageLink = own(registerLanguage(knowledge, log, { reader, programFolderOf }));
  const recheck: Recheck = own(
    new Recheck({ runs, knowledge, panels, start: (program, mode) => starter.start(program, mode) }),
  );
  own(new RunDiagnostics(language.diagnostics, runs, knowledge, log));
  own(new CursorFollower(language, knowledge, panels));
  own(
    registerCommands({
      catalog,
      channels,
      knowledge,
      panels,
      memory,
      native,
      offer,
      log,
      modelFiles,
      logs,
      recheck,
      tree,
      deeds,
      compareChoice: { value: null },
      extensionUri: context.extensionUri,
      applyEdits: (folder, remedy) => language.remedies.apply(folder, remedy),
      layersAt: (uri, offset) => language.layersAt(uri, offset),
      start: (program, mode, args, experiment) => starter.start(program, mode, args, experiment),
    }),
  );
  void startIfAsked(context, log);

  const api: Host['api'] = {
    onDidEndRun: listener => runs.onDidEnd(run => listener(run.state)),
    get runs() {
      return runs.all.map(r => r.state);
    },
    knowledge,
    checkpoints: tree,
    get panels() {
      return panels.all.map(({ program, key, isShown }) => ({ program, key, isShown }));
    },
  };
  return { runs, api };
}

async function startIfAsked(context: vscode.ExtensionContext, log: Log): Promise<void> {
  const request = await takeStartRequest(process.env, context.globalState, log);
  if (!request) return;
  try {
    const uri = vscode.Uri.file(request.program);
    await vscode.window.showTextDocument(uri, { preview: false, viewColumn: vscode.ViewColumn.One });
    await vscode.commands.executeCommand(commands.train, uri);
  } catch (error) {
    void showError(error, log);
  }
}
