import * as vscode from 'vscode';
import type { ThemeName } from '../../language/figures/themeColors';

/** The kind of the editor's colour theme, for pictures that cannot read its variables. */
export function themeName(): ThemeName {
  switch (vscode.window.activeColorTheme.kind) {
    case vscode.ColorThemeKind.Light:
      return 'light';
    case vscode.ColorThemeKind.HighContrast:
      return 'highContrast';
    case vscode.ColorThemeKind.HighContrastLight:
      return 'highContrastLight';
    default:
      return 'dark';
  }
}
