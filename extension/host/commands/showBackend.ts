import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { plainText } from '../../core/text/plainText';
import { wouldHelp } from '../native/nativeOffer';
import type { HostServices } from './hostServices';

/** A click on the backend in the status bar: what it is and why, and what the person can do about it. */
export async function showBackend({ catalog, native, offer }: HostServices): Promise<void> {
  offer.close();
  const backend = catalog.runs.all.find(r => r.state.backend !== null)?.state.backend ?? null;
  const items: (vscode.QuickPickItem & { command: string })[] = [];
  if (backend && wouldHelp(backend))
    items.push({
      label: '$(cloud-download) Install Native TensorFlow',
      detail: 'Fetches 200 MB; wide convolutions then train several times faster.',
      command: commands.installNative,
    });
  if (await native.isInstalled())
    items.push({ label: '$(trash) Remove Native TensorFlow', command: commands.removeNative });
  items.push({ label: '$(output) Show Log', command: commands.showLog });
  const picked = await vscode.window.showQuickPick(items, {
    title: backend ? plainText(backend.reason, 150) : 'TensorFlow',
  });
  if (picked) await vscode.commands.executeCommand(picked.command);
}
