import * as vscode from 'vscode';
import { languages, settingsSection, type Settings } from '../../extension/contributions';
import type { SourceLanguage } from '../analysis/sourceFacts';

/** Documents that get lenses and hovers: files, since only those can run. */
export const documentSelector: vscode.DocumentSelector = languages.map(language => ({ language, scheme: 'file' }));

/** The language that the document is analysed as; null for one that is not a program's source. */
export function sourceLanguage(document: vscode.TextDocument): SourceLanguage | null {
  return document.uri.scheme === 'file' ? (languages.find(l => l === document.languageId) ?? null) : null;
}

/** The value of a switch for a file; on where it is not set. */
export function isEnabled(
  name: Extract<keyof Settings, `codeLens.${string}` | `hover.${string}`>,
  uri: vscode.Uri,
): boolean {
  return vscode.workspace.getConfiguration(settingsSection, uri).get<boolean>(name, true);
}
