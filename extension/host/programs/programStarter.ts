import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { languages } from '../../contributions';
import type { RunRequest } from '../../engine/runRequest';
import { LayerglassError } from '../../protocol/errors';
import type { Experiment } from '../../protocol/initializers';
import { isInside } from '../../core/runs/containedPath';
import { rulesForProgram } from '../findings/ruleSettings';
import type { LiveRun } from '../runs/liveRun';
import type { Runs } from '../runs/runs';
import { setting } from '../settings';
import { requireTrust } from '../trust';
import { workspaceFolderOf } from '../workspaceRoots';
import { launchOf, settingsOf } from './programSettings';

type LaunchSettings = Pick<
  RunRequest,
  'environment' | 'runsFolder' | 'fallbackRunsFolder' | 'nodePath' | 'tensorflowPath' | 'nativeFolder' | 'settings'
>;

/** Starts programs with what the settings say. */
export class ProgramStarter {
  constructor(
    private readonly runs: Runs,
    private readonly openPanel: (program: string) => unknown,
    /** Where runs go whose own place cannot be written. */
    private readonly fallbackRunsFolder: string,
  ) {}

  /**
   * Opens the program's panel, saves what is open of the program, as VS Code's own Run does, and starts it. `args` null:
   * those of the settings. Throws LayerglassError where it cannot begin: `untrusted`, `program-not-found`, `not-saved`.
   */
  async start(
    program: string,
    mode: 'train' | 'inspect',
    args: string[] | null = null,
    experiment?: Experiment,
  ): Promise<LiveRun> {
    requireTrust();
    if (!isFile(program))
      throw new LayerglassError('program-not-found', `There is no file ${program}.`, {
        remedy: 'Choose it again: Layerglass: Choose the Program That Imports This File…',
      });
    this.openPanel(program);
    const request = this.request(program, mode, args);
    await saveSources(request.folder, program);
    return this.runs.start(experiment ? { ...request, experiment } : request);
  }

  /** What a run that goes on takes from the settings of now; the sources are saved before. Throws as `start`. */
  async resumeOptions(program: string): Promise<LaunchSettings> {
    requireTrust();
    const { environment, runsFolder, fallbackRunsFolder, nodePath, tensorflowPath, settings, folder } = this.request(
      program,
      'train',
      null,
    );
    await saveSources(folder, program);
    return { environment, runsFolder, fallbackRunsFolder, nodePath, tensorflowPath, settings, nativeFolder: null };
  }

  /** Opens the program's panel and starts what was planned with `resumeOptions`. Throws `untrusted`. */
  startPlanned(request: RunRequest): Promise<LiveRun> {
    requireTrust();
    this.openPanel(request.program);
    return this.runs.start({ ...request, folder: request.folder ?? path.dirname(request.program) });
  }

  private request(
    program: string,
    mode: 'train' | 'inspect',
    args: string[] | null,
  ): Omit<RunRequest, 'nativeFolder'> & { folder: string } {
    const scope = vscode.Uri.file(program);
    const workspaceFolder = workspaceFolderOf(program);
    const own = settingsOf(program, workspaceFolder, setting('programs', scope));
    const launch = launchOf(program, workspaceFolder, own);
    return {
      program,
      mode,
      arguments: args ?? launch.arguments,
      folder: launch.folder,
      environment: launch.environment,
      runsFolder: launch.runsFolder,
      fallbackRunsFolder: this.fallbackRunsFolder,
      nodePath: setting('nodePath', scope) || null,
      backend: setting('backend', scope),
      tensorflowPath: setting('tensorflowPath', scope) || null,
      seed: setting('seed', scope),
      epochs: null,
      watch: true,
      settings: {
        snapshotEverySteps: setting('snapshots.everySteps', scope),
        checkpointEverySteps: setting('checkpoints.everySteps', scope),
        checkpointEveryMinutes: setting('checkpoints.everyMinutes', scope),
        checkpointBestBy: setting('checkpoints.bestBy', scope).trim() || null,
        maxCheckpoints: setting('checkpoints.maxCount', scope),
        maxCheckpointBytes: setting('checkpoints.maxGigabytes', scope) * 1e9,
        customLoopMinSeconds: setting('customLoop.minSeconds', scope),
        rules: rulesForProgram(program),
      },
    };
  }
}

const isFile = (file: string): boolean => fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

/** The program itself, and whatever it may import: what runs is what the person sees. */
async function saveSources(folder: string, program: string): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    const { fsPath, scheme } = document.uri;
    const isSource = (languages as readonly string[]).includes(document.languageId) && isInside(folder, fsPath);
    if (!document.isDirty || scheme !== 'file' || !(fsPath === program || isSource)) continue;
    if (!(await document.save()))
      throw new LayerglassError('not-saved', `${path.basename(fsPath)} could not be saved.`, {
        remedy: 'Save it, then run this command again.',
      });
  }
}
