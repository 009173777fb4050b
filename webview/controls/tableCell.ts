import { customElement, element, icon } from '../dom/element';
import type { Cell } from '../models/cell';
import { SiteLink, type Reveal } from './siteLink';

/** True for a cell that is its text and nothing else on the page. */
export const isPlain = (cell: Cell): boolean =>
  !cell.pieces &&
  !cell.small &&
  !cell.tag &&
  !cell.tags &&
  !cell.mark &&
  !cell.link &&
  !cell.icon &&
  !cell.isSpinning &&
  !cell.isMuted &&
  !cell.site;

const spinner = (): HTMLElement =>
  customElement('vscode-progress-ring', { class: 'inline-ring', 'aria-hidden': 'true' });

/** The mark of one of the two that are compared, as handles have it. */
export const abMark = (name: 'A' | 'B'): HTMLElement => element('span', { class: name === 'B' ? 'ab b' : 'ab' }, name);

/** The nodes of a cell; `tree`: with the indent and the mark to fold of a tree's first column. */
export function cellContent(
  cell: Cell,
  tree: { level: number; isExpanded: boolean | undefined } | null,
  reveal: Reveal | undefined,
): Node[] {
  const nodes: Node[] = [];
  if (tree) {
    const twistie =
      tree.isExpanded === undefined
        ? element('i', { class: 'twistie' })
        : icon(tree.isExpanded ? 'chevron-down' : 'chevron-right', 'twistie');
    twistie.style.marginLeft = `${tree.level * 16}px`;
    nodes.push(twistie);
  }
  if (cell.isSpinning && !cell.text?.match(/^\d/)) nodes.push(spinner());
  if (cell.mark) nodes.push(abMark(cell.mark));
  else if (cell.icon) nodes.push(icon(cell.icon.name, cell.icon.tone));
  if (cell.text) nodes.push(element('span', { class: cell.isMuted ? 'muted' : '' }, cell.text));
  if (cell.pieces)
    nodes.push(
      element(
        'span',
        { class: 'from-end' },
        element(
          'bdi',
          { dir: 'ltr' },
          ...cell.pieces.map(({ text, isFound }) => (isFound ? element('mark', {}, text) : text)),
        ),
      ),
    );
  if (cell.isSpinning && cell.text?.match(/^\d/)) nodes.push(spinner());
  for (const tag of [cell.tag, ...(cell.tags ?? [])]) if (tag) nodes.push(element('span', { class: 'tag' }, tag));
  if (cell.small) nodes.push(element('span', { class: 'small muted' }, cell.small));
  if (cell.link) nodes.push(element('a', { class: 'cell-link small' }, cell.link));
  if (cell.site && reveal) {
    const link = new SiteLink(reveal, -1);
    link.show(cell.site);
    nodes.push(link.element);
  }
  // Spaces between, for who copies or hears the cell.
  return nodes.flatMap((node, i) =>
    i && !(nodes[i - 1] as HTMLElement).matches('i, .inline-ring, .ab') ? [document.createTextNode(' '), node] : [node],
  );
}
