import * as vscode from 'vscode';
import type { ThemeName } from '../figures/themeColors';

const names: Record<vscode.ColorThemeKind, ThemeName> = {
  [vscode.ColorThemeKind.Light]: 'light',
  [vscode.ColorThemeKind.Dark]: 'dark',
  [vscode.ColorThemeKind.HighContrast]: 'highContrast',
  [vscode.ColorThemeKind.HighContrastLight]: 'highContrastLight',
};

/** The kind of the editor's colour theme, for pictures that cannot read its variables. */
export const themeName = (): ThemeName => names[vscode.window.activeColorTheme.kind];
