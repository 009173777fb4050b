import { element, setVisible } from '../dom/element';

/** The views of a page, of which one is seen: each keeps its element, and what of it was scrolled to. */
export class ViewHolders<Name extends string> {
  readonly elements: HTMLElement[];

  /** @param onScroll passive; `top` in pixels */
  constructor(
    private readonly names: readonly Name[],
    create: (name: Name) => HTMLElement,
    onScroll: (name: Name, top: number) => void,
  ) {
    this.elements = names.map(name =>
      element(
        'main',
        { class: 'view', id: `view-${name}`, role: 'tabpanel', 'aria-labelledby': `tab-${name}`, hidden: true },
        create(name),
      ),
    );
    for (const [i, name] of names.entries())
      this.scrolled(i)?.addEventListener('scroll', event => onScroll(name, (event.target as HTMLElement).scrollTop), {
        passive: true,
      });
  }

  /** @param name null: none of them */
  show(name: Name | null, scrollTops: Partial<Record<Name, number>>): void {
    this.names.forEach((own, i) => {
      const holder = this.elements[i]!;
      const isNew = own === name && holder.hidden;
      setVisible(holder, own === name);
      if (isNew) this.scrolled(i)?.scrollTo(0, scrollTops[own] ?? 0);
    });
  }

  private scrolled(i: number): Element | null {
    return this.elements[i]!.querySelector('.scroll');
  }
}
