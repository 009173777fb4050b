import * as vscode from 'vscode';
import { commands } from '../../extension/contributions';
import type { CheckpointLocator } from './checkpointHoverProvider';

/** Paths of model files in source are links that open them. */
export class ModelFileLinkProvider implements vscode.DocumentLinkProvider {
  constructor(private readonly locator: Pick<CheckpointLocator, 'inDocument'>) {}

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    return this.locator
      .inDocument(document)
      .filter(({ file }) => file.isReadable)
      .map(({ file, range }) => {
        const argument = encodeURIComponent(JSON.stringify([file.place]));
        const link = new vscode.DocumentLink(range, vscode.Uri.parse(`command:${commands.openModelFile}?${argument}`));
        link.tooltip = 'Open in Layerglass';
        return link;
      });
  }
}
