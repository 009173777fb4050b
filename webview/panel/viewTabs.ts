import { viewNames, type ViewName } from '../../extension/protocol/panel';
import { customElement, element, icon, listen, setAttribute } from '../dom/element';
import type { PanelContext } from './panelContext';

const views: Record<ViewName, { label: string; icon: string }> = {
  training: { label: 'Training', icon: 'graph-line' },
  layers: { label: 'Layers', icon: 'layers' },
  checkpoints: { label: 'Checkpoints', icon: 'history' },
  experiments: { label: 'Experiments', icon: 'beaker' },
};

/** The views' names; the one that is shown is underlined. */
export class ViewTabs {
  readonly element: HTMLElement;
  private readonly tabs: Map<ViewName, HTMLElement>;

  constructor(context: PanelContext) {
    this.tabs = new Map(
      viewNames.map(name => [
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
      ...viewNames.map(name => customElement('vscode-panel-view', { id: `panel-${name}`, hidden: true })),
    );
    this.element = listen(panels, {
      change: () => {
        // The property: its attribute follows a turn later.
        const view = panels.activeid?.replace('tab-', '') as ViewName;
        if (views[view] && view !== context.store.selection.view) context.store.choose({ view });
      },
    });
  }

  /** `hasExperiments`: there is something to show in Experiments, which else has no tab until it is asked for. */
  show(view: ViewName, { hasExperiments }: { hasExperiments: boolean }): void {
    setAttribute(this.tabs.get('experiments')!, 'hidden', !hasExperiments && view !== 'experiments');
    setAttribute(this.element, 'activeid', `tab-${view}`);
    // The toolkit wants a panel for each tab and names that one; the views stand below the run bar.
    requestAnimationFrame(() => {
      for (const [name, tab] of this.tabs) setAttribute(tab, 'aria-controls', `view-${name}`);
    });
  }
}
