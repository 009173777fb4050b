import * as fs from 'node:fs';
import * as path from 'node:path';

export const themeNames = ['dark', 'light', 'hc', 'hcl'] as const;
export type ThemeName = (typeof themeNames)[number];

/** The class that VS Code gives the body of a webview. */
export const bodyClasses: Record<ThemeName, string> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hc: 'vscode-high-contrast',
  hcl: 'vscode-high-contrast-light vscode-high-contrast',
};
export const themeKinds: Record<ThemeName, string> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hc: 'vscode-high-contrast',
  hcl: 'vscode-high-contrast-light',
};

/** The variables that VS Code writes on a webview's root element, as it had them: themes/<name>.json. */
export function themeVariables(name: ThemeName): Record<string, string> {
  const file = path.join(__dirname, 'themes', `${name}.json`);
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, string>;
}
