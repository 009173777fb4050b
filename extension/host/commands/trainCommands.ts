import * as path from 'node:path';
import * as vscode from 'vscode';
import { LayerglassError } from '../../protocol/errors';
import { chooseEntry, programFor } from '../programs/chooseEntry';
import { joinArguments, splitArguments } from '../programs/programArguments';
import { settingsOf } from '../programs/programSettings';
import { checkRunnable } from '../programs/runnableDocument';
import { setting } from '../settings';
import { requireTrust } from '../trust';
import { workspaceFolderOf } from '../workspaceRoots';
import { isUri, type HostServices } from './hostServices';

/** Train Model and Inspect Model: on the file that is named, else the active one, else the active panel's program. */
export async function train(services: HostServices, mode: 'train' | 'inspect', target: unknown): Promise<void> {
  const program = await programOf(services, target);
  if (program !== null) await services.start(program, mode);
}

/** Train with Arguments…: asks for them; the last ones are proposed. */
export async function trainWithArguments(services: HostServices, target: unknown): Promise<void> {
  const program = await programOf(services, target);
  if (program === null) return;
  const own = settingsOf(program, workspaceFolderOf(program), setting('programs', vscode.Uri.file(program)));
  const line = await vscode.window.showInputBox({
    title: `Arguments for ${path.basename(program)}`,
    prompt: 'As in a shell: quotes keep spaces. The program finds them in process.argv.',
    value: joinArguments(services.memory.argumentsOf(program) ?? own.arguments ?? []),
    validateInput: text => {
      try {
        splitArguments(text);
        return undefined;
      } catch (error) {
        return error instanceof LayerglassError ? error.message : String(error);
      }
    },
  });
  if (line === undefined) return;
  const list = splitArguments(line);
  await services.memory.setArguments(program, list);
  await services.start(program, 'train', list);
}

/** Choose the Program That Imports This File…: remembered from then on. */
export async function chooseProgram(services: HostServices, target: unknown): Promise<void> {
  const file = await fileOf(services, target);
  await chooseEntry(file, services.memory);
}

/** Absolute path of the program that a command is about; null where the person dismissed the question. Throws `untrusted`. */
export async function programOf(services: HostServices, target: unknown): Promise<string | null> {
  requireTrust();
  return programFor(await fileOf(services, target), services.memory);
}

/** Absolute path of the file that a command is about; throws LayerglassError with what to do where there is none. */
async function fileOf(services: HostServices, target: unknown): Promise<string> {
  const uri = typeof target === 'string' ? vscode.Uri.parse(target) : isUri(target) ? target : null;
  const panel = services.panels.active;
  if (!uri && panel) return panel.program;
  const document = uri ? await vscode.workspace.openTextDocument(uri) : vscode.window.activeTextEditor?.document;
  checkRunnable(
    document
      ? {
          scheme: document.uri.scheme,
          isUntitled: document.isUntitled,
          languageId: document.languageId,
          fileName: document.fileName,
        }
      : null,
  );
  return (document as vscode.TextDocument).uri.fsPath;
}
