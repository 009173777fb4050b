import type { TensorKind } from '../../extension/protocol/summary';

export type ThemeName = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

/** What a picture in a hover is drawn with: it is an image, so it cannot read the theme's variables. */
export interface ThemeColors {
  kinds: Record<TensorKind, string>;
  foreground: string;
  /** Opacity of the area under a histogram. */
  fill: number;
  /** Opacity of axis lines and of labels. */
  line: number;
  label: number;
}

/** `charts.*` of VS Code's default themes, one role for each kind of tensor as in the panel. */
export const themeColors: Record<ThemeName, ThemeColors> = {
  dark: {
    kinds: { weights: '#b180d7', preActivations: '#59a4f9', activations: '#89d185', gradients: '#cca700' },
    foreground: '#cccccc',
    fill: 0.35,
    line: 0.5,
    label: 0.72,
  },
  light: {
    kinds: { weights: '#652d90', preActivations: '#0063d3', activations: '#388a34', gradients: '#bf8803' },
    foreground: '#3b3b3b',
    fill: 0.3,
    line: 0.5,
    label: 0.72,
  },
  highContrast: {
    kinds: { weights: '#b180d7', preActivations: '#59a4f9', activations: '#89d185', gradients: '#ffd370' },
    foreground: '#ffffff',
    fill: 0.12,
    line: 1,
    label: 1,
  },
  highContrastLight: {
    kinds: { weights: '#652d90', preActivations: '#0063d3', activations: '#374e06', gradients: '#895503' },
    foreground: '#292929',
    fill: 0.12,
    line: 1,
    label: 1,
  },
};
