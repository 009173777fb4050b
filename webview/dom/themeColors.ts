// Canvas cannot read var(): colours are resolved through a hidden element, and forgotten when the theme changes.
const probe = document.createElement('i');
const cache = new Map<string, string>();
let fontFamily: string | null = null;

/** The colour that an expression of CSS comes to in the current theme: `var(--lg-train)`, `color-mix(…)`. */
export function resolveColor(expression: string): string {
  const known = cache.get(expression);
  if (known !== undefined) return known;
  if (!probe.isConnected) {
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.color = '';
  probe.style.color = expression;
  const resolved = getComputedStyle(probe).color;
  cache.set(expression, resolved);
  return resolved;
}

export type ColorRole =
  | 'train'
  | 'validation'
  | 'reference'
  | 'weights'
  | 'preActivations'
  | 'activations'
  | 'gradients'
  | 'muted'
  | 'faint'
  | 'grid'
  | 'axis'
  | 'outline';
export const roleColor = (role: ColorRole): string => resolveColor(`var(--lg-${role})`);
/** The role's colour with so much of it (0 to 1) over what lies below. */
export const fadedColor = (role: ColorRole, share: number): string =>
  resolveColor(`color-mix(in srgb, var(--lg-${role}) ${share * 100}%, transparent)`);
/** A fill: in high contrast 12 %, whatever the theme's. */
export const fillColor = (role: ColorRole, share = 0.32): string => fadedColor(role, isHighContrast() ? 0.12 : share);
export const backgroundColor = (): string => resolveColor('var(--vscode-editor-background)');
export const focusColor = (): string => resolveColor('var(--vscode-focusBorder)');
export const warningColor = (): string => resolveColor('var(--vscode-problemsWarningIcon-foreground)');
export const isHighContrast = (): boolean => /vscode-high-contrast/.test(document.body.className);

/** A font for canvas text, in the editor's own family. */
export function canvasFont(sizePx = 11, weight = 400): string {
  fontFamily ??= getComputedStyle(document.body).fontFamily;
  return `${weight} ${sizePx}px ${fontFamily}`;
}

/** Calls the listener after every change of the theme; VS Code writes its variables on the root element and its kind on the body. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(() => {
    cache.clear();
    fontFamily = null;
    listener();
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
}
