import { formatFigure } from '../../extension/core/stats/formatFigure';
import type { Finding } from '../../extension/protocol/finding';
import { element, icon, listen } from '../dom/element';
import type { PanelContext } from '../panel/panelContext';
import { textButton } from './button';
import { SiteLink } from './siteLink';

interface ItemOptions {
  /** Its place in the run's findings: what a request for its remedy names. */
  index: number;
  /** The first of its section, whose first edit is the section's one primary button. */
  isFirst: boolean;
  /** A link that shows its layer; absent where it is shown already. */
  showLayer?(): void;
}

/** A finding: what and where, the figures, what it means, what to do, and the edits that mend it. */
export function findingItem(finding: Finding, context: PanelContext, options: ItemOptions): HTMLElement {
  const { showLayer } = options;
  const { layer, label, message, meaning, advice, severity, related } = finding;
  const link = new SiteLink(context.reveal);
  link.show(finding.site);
  const title = showLayer && layer ? `${layer}: ${label}` : label;
  const figures = Object.entries(finding.evidence).filter(([, value]) => value !== null);
  return element(
    'div',
    { class: 'finding' },
    icon(severity, severity),
    element('div', { class: 'title' }, element('span', {}, title), element('span', { class: 'grow' }), link.element),
    element('div', { class: 'evidence' }, message),
    meaning || advice ? element('div', { class: 'advice' }, [meaning, advice].filter(Boolean).join(' ')) : null,
    figures.length
      ? element(
          'div',
          { class: 'figures-line n' },
          figures.map(([name, v]) => `${words(name)} ${figure(v)}`).join(' · '),
        )
      : null,
    related.length ? element('div', { class: 'related' }, ...related.map(place => relatedPlace(place, context))) : null,
    actions(finding, context, options),
  );
}

/** `varianceRatio` is `variance ratio`. */
const words = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
const figure = (value: string | number | null): string =>
  typeof value === 'number' ? formatFigure(value) : (value ?? '');

function relatedPlace({ site, message }: Finding['related'][number], context: PanelContext): HTMLElement {
  const link = new SiteLink(context.reveal);
  link.show(site);
  return element('span', {}, `${message} `, link.element);
}

function actions(
  finding: Finding,
  context: PanelContext,
  { index, isFirst, showLayer }: ItemOptions,
): HTMLElement | null {
  const { key } = context.store.data;
  const buttons = finding.remedies.map((remedy, choice) =>
    textButton(remedy.label, {
      icon: 'lightbulb',
      appearance: isFirst && choice === 0 ? 'primary' : 'secondary',
      onClick: () => key !== null && context.ask('applyRemedy', { key, finding: index, remedy: choice }),
    }),
  );
  if (showLayer)
    buttons.push(
      listen(element('a', { role: 'button', tabindex: 0 }, 'Show in Layers'), {
        click: showLayer,
        keydown: event => {
          if (event.key === 'Enter' || event.key === ' ') showLayer();
        },
      }),
    );
  return buttons.length ? element('div', { class: 'actions' }, ...buttons) : null;
}
