import { customElement, element, icon, listen, setAttribute } from '../dom/element';

/** A view's name for people, and its icon. */
export interface ViewLabel {
  label: string;
  icon: string;
}

/** The views' names; the one that is shown is underlined. The page gives a view's element the id `view-<name>`. */
export class ViewTabs<View extends string> {
  readonly element: HTMLElement;
  private readonly tabs: Map<View, HTMLElement>;
  private shown: View | null = null;

  constructor(views: Record<View, ViewLabel>, onChoose: (view: View) => void) {
    const names = Object.keys(views) as View[];
    this.tabs = new Map(
      names.map(name => [
        name,
        customElement(
          'vscode-panel-tab',
          { id: `tab-${name}`, title: views[name].label },
          icon(views[name].icon),
          element('b', {}, views[name].label),
        ),
      ]),
    );
    const panels: HTMLElement & { activeid?: string } = customElement(
      'vscode-panels',
      { 'aria-label': 'Views', class: 'views' },
      ...this.tabs.values(),
      ...names.map(name => customElement('vscode-panel-view', { id: `panel-${name}`, hidden: true })),
    );
    this.element = listen(panels, {
      change: () => {
        // The property: its attribute follows a turn later.
        const view = panels.activeid?.replace('tab-', '') as View;
        if (views[view] && view !== this.shown) onChoose(view);
      },
    });
  }

  /** `hasTab`: whether a view has a tab; the one that is shown always has. */
  show(view: View, hasTab: (view: View) => boolean): void {
    this.shown = view;
    for (const [name, tab] of this.tabs) setAttribute(tab, 'hidden', name !== view && !hasTab(name));
    setAttribute(this.element, 'activeid', `tab-${view}`);
    // The toolkit wants a panel for each tab and names that one; the views stand below the bar.
    requestAnimationFrame(() => {
      for (const [name, tab] of this.tabs) setAttribute(tab, 'aria-controls', `view-${name}`);
    });
  }

  /** For a view that a key has chosen: what had the focus is hidden with the view before, and Tab would go on from there. */
  focusShown(): void {
    if (this.shown) this.tabs.get(this.shown)!.focus();
  }
}
