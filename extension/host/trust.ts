import * as vscode from 'vscode';
import { LayerglassError } from '../protocol/errors';

/** Throws LayerglassError `untrusted` where nothing may run. */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted)
    throw new LayerglassError('untrusted', 'This workspace is not trusted, so Layerglass runs nothing in it.', {
      remedy: 'Trust the workspace to train or inspect its models.',
    });
}
