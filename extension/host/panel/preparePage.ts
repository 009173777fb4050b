import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { panelHtml } from './panelHtml';

/**
 * Gives a webview panel its page, its icon and the one folder that it may read: the bundle's. `name`: of the page's bundle.
 */
export function preparePage(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  name: 'panel' | 'modelFile' = 'panel',
): void {
  const { webview } = panel;
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  const media = vscode.Uri.joinPath(extensionUri, 'extension', 'host', 'media');
  panel.iconPath = {
    light: vscode.Uri.joinPath(media, 'panelLight.svg'),
    dark: vscode.Uri.joinPath(media, 'panelDark.svg'),
  };
  const style = vscode.Uri.joinPath(folder, `${name}.css`);
  webview.html = panelHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(folder, `${name}.js`)).toString(),
    styleUri: fs.existsSync(style.fsPath) ? webview.asWebviewUri(style).toString() : null,
  });
}
