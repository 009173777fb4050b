import { element, setVisible } from '../dom/element';

export interface CardContent {
  title: string;
  rows: { name: string; value: string }[];
}

/** The one small card of a chart, in the colours of the editor's hover. */
export class HoverCard {
  readonly element = element('div', { class: 'hover-card', hidden: true, 'aria-hidden': 'true' });
  private shown = '';

  show(content: CardContent): void {
    const text = JSON.stringify(content);
    if (text !== this.shown) {
      this.shown = text;
      const rows = content.rows.map(r =>
        element('tr', {}, element('td', {}, r.name), element('td', { class: 'n' }, r.value)),
      );
      this.element.replaceChildren(
        element('table', {}, element('tr', {}, element('th', { colspan: 2 }, content.title)), ...rows),
      );
    }
    setVisible(this.element, true);
  }
  /** Beside the point, on the side where the fewest of the `obstacles` lie; all in pixels of the chart. */
  place(
    point: { x: number; y: number },
    bounds: { width: number; height: number },
    obstacles: readonly { x: number; y: number }[],
  ): void {
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const gap = 10;
    const candidates = [point.x + gap, point.x - gap - width].flatMap(left =>
      [4, bounds.height - height - 4, point.y - height / 2].map(top => ({ left, top })),
    );
    const cost = ({ left, top }: { left: number; top: number }) => {
      const isOutside = left < 0 || left + width > bounds.width || top < 0 || top + height > bounds.height;
      const covered = obstacles.filter(
        o => o.x > left - 4 && o.x < left + width + 4 && o.y > top - 4 && o.y < top + height + 4,
      );
      return covered.length + (isOutside ? 1e6 : 0);
    };
    const best = candidates.reduce((a, b) => (cost(b) < cost(a) ? b : a));
    this.element.style.left = `${Math.max(0, best.left)}px`;
    this.element.style.top = `${Math.max(0, best.top)}px`;
  }
  hide(): void {
    setVisible(this.element, false);
  }
}
