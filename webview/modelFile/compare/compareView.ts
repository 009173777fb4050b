import { ChangesSection } from '../../comparison/changesSection';
import { MovedTensorSection } from '../../comparison/movedTensorSection';
import { IconButton, textButton } from '../../controls/button';
import { abMark } from '../../controls/tableCell';
import { element, setText } from '../../dom/element';
import type { Part } from '../../state/drawScheduler';
import { AxisSwitch } from '../../tensors/axisSwitch';
import type { FileContext } from '../fileContext';
import { ComparedFiles } from './comparedFiles';

/** What moved between this file and another one? */
export class CompareView {
  readonly element: HTMLElement;

  constructor(context: FileContext) {
    const files = new ComparedFiles(context);
    const bar = new FilePairBar(files);
    const changes = new ChangesSection(files);
    const moved = new MovedTensorSection(files);
    const axis = new AxisSwitch(context);
    moved.tools.prepend(axis.element);
    this.element = element(
      'div',
      { class: 'view-body' },
      bar.element,
      element('div', { class: 'scroll' }, changes.element, moved.element),
    );
    for (const part of [bar, changes, moved, axis]) context.scheduler.add(part);
  }
}

/** Which file is A, which is B. */
class FilePairBar implements Part {
  readonly element: HTMLElement;
  private readonly a = element('span', { class: 'pair-name' });
  private readonly b = element('span', { class: 'pair-name' });

  constructor(private readonly files: ComparedFiles) {
    const { page } = files;
    const swap = new IconButton('arrow-swap', 'Swap A and B', () =>
      page.store.choose({ isSwapped: !page.store.selection.isSwapped }),
    );
    this.element = element(
      'div',
      { class: 'bar', role: 'toolbar', 'aria-label': 'Files that are compared' },
      element('span', { class: 'group' }, abMark('A'), this.a, swap.element),
      element('span', { class: 'group' }, abMark('B'), this.b),
      element('span', { class: 'grow' }),
      textButton('Open the other', { icon: 'go-to-file', onClick: () => page.ask('openOther', {}) }),
    );
  }

  inputs(): readonly unknown[] {
    const { a, b } = this.files.names();
    return [a, b];
  }
  draw(): void {
    const { a, b } = this.files.names();
    setText(this.a, a);
    setText(this.b, b);
  }
}
