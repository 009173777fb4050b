import { element, setText, setVisible } from '../dom/element';
import { trainingFigures } from '../models/trainingFigures';
import type { PanelContext } from '../panel/panelContext';
import type { Part } from '../state/drawScheduler';

/** The figures at the head of Training. */
export class FiguresPart implements Part {
  readonly element = element('div', { class: 'figures' });
  private readonly items = new Map<string, { item: HTMLElement; value: HTMLElement; note: HTMLElement }>();

  constructor(private readonly context: PanelContext) {}

  inputs(): readonly unknown[] {
    return [this.context.store.data.run];
  }

  draw(): void {
    const { run } = this.context.store.data;
    const figures = run ? trainingFigures(run) : [];
    const wanted = figures.map(({ name, value, note }) => {
      const parts = this.items.get(name) ?? this.create(name);
      setText(parts.value, value);
      setText(parts.note, note);
      return parts.item;
    });
    if (wanted.length !== this.element.children.length || wanted.some((item, i) => this.element.children[i] !== item))
      this.element.replaceChildren(...wanted);
    setVisible(this.element, wanted.length > 0);
  }

  private create(name: string) {
    const value = element('span');
    const note = element('small');
    const item = element('dl', {}, element('dt', {}, name), element('dd', {}, value, note));
    const parts = { item, value, note };
    this.items.set(name, parts);
    return parts;
  }
}
