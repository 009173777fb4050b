import { element } from '../../dom/element';
import type { FileContext } from '../fileContext';
import { ActivationsSection } from './activationsSection';
import { ExamplesSection } from './examplesSection';
import { ResultSection } from './resultSection';
import { RunBar } from './runBar';
import { RunNotice } from './runNotice';
import { RunState } from './runState';

/** What does the model say? It is fed an image, an array, a folder or noise. */
export class RunItView {
  readonly element: HTMLElement;

  constructor(context: FileContext) {
    const state = new RunState(context);
    const bar = new RunBar(context, state);
    const parts = [
      new RunNotice(context, state),
      new ResultSection(state),
      new ExamplesSection(context, state),
      new ActivationsSection(context, state),
    ];
    const body = element('div', { class: 'scroll' }, ...parts.map(part => part.element));
    this.element = element('div', { class: 'view-body' }, bar.element, body);
    for (const part of [bar, ...parts]) context.scheduler.add(part);
  }
}
