import type { Selection } from '../state/selection';
import type { Reveal } from './siteLink';

/** What is chosen for all charts and tables of a page, whichever page it is. */
export type PageSelection = Pick<
  Selection,
  'isTable' | 'axis' | 'height' | 'tensorFind' | 'tensorName' | 'hasOptimizer'
>;

/** What the sections that pages share are given: the panel of a program is one, the page of a model file another. */
export interface PageContext {
  readonly store: { readonly selection: PageSelection; choose(patch: Partial<PageSelection>): void };
  /** Absent where nothing has a line in a source. */
  readonly reveal?: Reveal;
  ask(name: 'copy', params: { text: string }): void;
  /** Says something to a screen reader. */
  announce(text: string): void;
}
