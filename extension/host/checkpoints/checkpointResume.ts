import * as path from 'node:path';
import * as vscode from 'vscode';
import { views } from '../../contributions';
import type { ResumeOptions, ResumePlan } from '../../engine/resumeRequest';
import { plainText } from '../../core/text/plainText';
import type { ProgramStarter } from '../programs/programStarter';
import type { RunCatalog } from '../runs/runCatalog';
import { requireTrust } from '../trust';
import { workspaceRoots } from '../workspaceRoots';
import { nameOfCheckpoint, type FoundCheckpoint } from './findCheckpoint';
import { resumeQuestion, trainedEpochs } from './resumeQuestion';
import type { SourceDiff } from './sourceDiff';

/** The part of the engine that plans a resume, loaded when one is asked for. */
export type LoadResume = () => Promise<{
  resumeRequest(runFolder: string, options: ResumeOptions): Promise<ResumePlan>;
}>;

export interface ResumeServices {
  catalog: RunCatalog;
  starter: ProgramStarter;
  diff: SourceDiff;
  loadResume: LoadResume;
  /** In the program's panel. */
  showLayers(program: string): void;
}

const goOn = 'Resume';
const look = 'Restore';
const showChanges = 'Show Changes';

/**
 * Goes on from a checkpoint: runs the program of its run again, which is asked about where the source has changed, or where
 * this machine has not recorded the run.
 */
export class CheckpointResume {
  constructor(private readonly services: ResumeServices) {}

  /** A new run that goes on training; its panel opens. Rejects with LayerglassError: `untrusted`, and those of the plan. */
  train(checkpoint: FoundCheckpoint): Promise<void> {
    return this.start(checkpoint, 'train');
  }

  /** An inspection with the checkpoint's weights: trains nothing. Rejects likewise. */
  inspect(checkpoint: FoundCheckpoint): Promise<void> {
    return this.start(checkpoint, 'inspect');
  }

  private async start(checkpoint: FoundCheckpoint, mode: 'train' | 'inspect'): Promise<void> {
    requireTrust();
    const { starter } = this.services;
    const plan = await vscode.window.withProgress({ location: { viewId: views.checkpoints } }, () =>
      this.plan(checkpoint, mode),
    );
    if (!(await this.isAgreed(plan, checkpoint, mode))) return;
    const epochs = mode === 'train' ? await askEpochs(plan, checkpoint) : plan.request.epochs;
    if (epochs === undefined) return;
    const run = await starter.startPlanned({ ...plan.request, epochs });
    if (mode === 'inspect') this.services.showLayers(run.program);
  }

  private async plan(checkpoint: FoundCheckpoint, mode: 'train' | 'inspect'): Promise<ResumePlan> {
    const { catalog, starter, loadResume } = this.services;
    const { program, runFolder } = checkpoint;
    const roots = [...workspaceRoots(), ...(catalog.sources(program, runFolder)?.roots ?? [])];
    const { resumeRequest } = await loadResume();
    const options = await starter.resumeOptions(program);
    return resumeRequest(runFolder, {
      ...options,
      roots,
      mode,
      choice: { path: checkpoint.path },
      epochs: null,
      backend: null,
    });
  }

  /** The person has been asked where there is something to ask, and has agreed. */
  private async isAgreed(plan: ResumePlan, checkpoint: FoundCheckpoint, mode: 'train' | 'inspect'): Promise<boolean> {
    const name = nameOfCheckpoint(checkpoint.runId, checkpoint.record);
    const question = resumeQuestion(plan, name, mode === 'train' ? 'Go on from' : 'Restore');
    if (question === null) return true;
    const yes = mode === 'train' ? goOn : look;
    const { files } = plan.changes;
    const choice = await vscode.window.showWarningMessage(
      question.message,
      { modal: true, detail: question.detail },
      ...(files.length > 0 ? [yes, showChanges] : [yes]),
    );
    if (choice !== showChanges) return choice === yes;
    await this.services.diff.show(`Since run ${checkpoint.runId}`, plan.request.folder ?? '', files);
    // the person reads the changes: a question that covers them would be in the way
    return (await vscode.window.showInformationMessage(question.short, yes, 'Cancel')) === yes;
  }
}

/** How far to train where the run had come to its end; null: as the program says. undefined: dismissed. */
async function askEpochs(plan: ResumePlan, { runId }: FoundCheckpoint): Promise<number | null | undefined> {
  const trained = trainedEpochs(plan);
  if (trained === null) return plan.request.epochs;
  const text = await vscode.window.showInputBox({
    title: `Run ${runId} has trained all its ${trained} epochs`,
    prompt: `Train ${plainText(path.basename(plan.request.program), 60)} up to which epoch?`,
    value: String(2 * trained),
    validateInput: value =>
      /^\d{1,7}$/.test(value.trim()) && Number(value) > trained ? undefined : `A whole number above ${trained}.`,
  });
  return text === undefined ? undefined : Number(text);
}
