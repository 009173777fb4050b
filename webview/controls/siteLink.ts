import { element, listen, setText } from '../dom/element';
import type { Site } from '../../extension/protocol/model';

export type Reveal = (site: Site, focus: boolean) => void;
/** `train.ts:17`. */
export const siteText = (site: Site): string => `${site.file}:${site.line}`;

/** A link that goes to a line of the source. */
export class SiteLink {
  readonly element: HTMLAnchorElement;
  private site: Site | null = null;

  constructor(reveal: Reveal, tabIndex = 0) {
    this.element = listen(element('a', { class: 'site', role: 'link', tabindex: tabIndex }), {
      click: event => {
        event.stopPropagation();
        if (this.site) reveal(this.site, true);
      },
      keydown: event => {
        if (event.key !== 'Enter' || !this.site) return;
        event.stopPropagation();
        reveal(this.site, true);
      },
    });
  }

  show(site: Site | null): void {
    this.site = site;
    this.element.hidden = !site;
    if (!site) return;
    // The file's own name: its folder is in the title.
    setText(this.element, `${site.file.split('/').at(-1)}:${site.line}`);
    this.element.title = siteText(site);
  }
}
