import * as vscode from 'vscode';
import { plainText } from '../core/text/plainText';
import { LayerglassError } from '../protocol/errors';
import type { Log } from './log';

const manageTrust = 'Manage Workspace Trust';
const openLog = 'Show Log';
/** The log has the whole. */
const maxMessage = 1000;

/** Tells the person why a command did nothing, and what to do: for what no panel can show. */
export async function showError(error: unknown, log: Log): Promise<void> {
  log.error(error);
  if (!(error instanceof LayerglassError)) {
    const choice = await vscode.window.showErrorMessage('Something in Layerglass itself went wrong.', openLog);
    if (choice === openLog) log.show();
    return;
  }
  // names are in it, and the editor's messages follow links, commands too
  const text = plainText([error.message, error.remedy].filter(Boolean).join(' '), maxMessage);
  const actions = error.code === 'untrusted' ? [manageTrust] : [];
  if ((await vscode.window.showWarningMessage(text, ...actions)) === manageTrust)
    await vscode.commands.executeCommand('workbench.trust.manage');
}
