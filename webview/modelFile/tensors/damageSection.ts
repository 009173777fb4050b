import type { FileProblem } from '../../../extension/protocol/reader';
import { textButton } from '../../controls/button';
import { Section } from '../../controls/section';
import { element, icon, listen, setVisible } from '../../dom/element';
import { strong } from '../../models/answer';
import { plural, problemReport } from '../../models/modelFile/fileSummary';
import type { Part } from '../../state/drawScheduler';
import type { FileTensors } from './fileTensors';

const maxShown = 12;

/** What is wrong with the file, and what of it is not shown for that. */
export class DamageSection extends Section implements Part {
  constructor(private readonly tensors: FileTensors) {
    super('Problems', 'damage');
  }

  inputs(): readonly unknown[] {
    return [this.tensors.problems(), this.tensors.withheld(), this.tensors.damaged()];
  }

  draw(): void {
    const problems = this.tensors.problems();
    setVisible(this.element, problems.length > 0);
    if (!problems.length) return;
    const withheld = this.tensors.withheld();
    const shown = problems.slice(0, maxShown);
    const rest = problems.length > shown.length ? `, the first ${shown.length} of them here` : '';
    this.setAnswer([
      strong(plural(problems.length, 'problem')),
      `${rest}; what could be read is below${withheld.size ? `, the values of ${plural(withheld.size, 'tensor')} withheld` : ''}.`,
    ]);
    const copy = listen(element('a', { role: 'button', tabindex: 0 }, 'Copy report'), {
      click: () => this.copy(),
      keydown: event => {
        if (event.key === 'Enter' || event.key === ' ') this.copy();
      },
    });
    this.body.replaceChildren(...shown.map(p => this.item(p)), element('div', { class: 'actions' }, copy));
  }

  private item(problem: FileProblem): HTMLElement {
    const name = [...this.tensors.damaged()].find(([, p]) => p === problem)?.[0];
    const isDamaged = name !== undefined;
    const canShow = isDamaged && this.tensors.withheld().has(name);
    return element(
      'div',
      { class: 'finding' },
      isDamaged ? icon('error', 'error') : icon('warning', 'warning'),
      element(
        'div',
        { class: 'title' },
        element('span', {}, isDamaged ? `${name} is damaged` : problem.message),
        element('span', { class: 'grow' }),
        isDamaged || !problem.where
          ? null
          : element('span', { class: 'muted small where', title: problem.where }, problem.where),
      ),
      isDamaged ? element('div', { class: 'evidence' }, problem.message) : null,
      canShow
        ? element(
            'div',
            { class: 'actions' },
            textButton('Show its values anyway', { onClick: () => this.tensors.showAnyway(name) }),
          )
        : null,
    );
  }

  private copy(): void {
    const { page } = this.tensors;
    const { name, description } = page.store.data;
    page.ask('copy', { text: problemReport(name, description?.format ?? '', this.tensors.problems()) });
    page.announce('Copied.');
  }
}
