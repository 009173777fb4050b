import { element } from '../dom/element';
import type { PanelContext } from '../panel/panelContext';
import { ChangesSection } from './changesSection';
import { CheckpointFactsSection } from './checkpointFactsSection';
import { CheckpointTreePart } from './checkpointTreePart';
import { TensorsSection } from './tensors/tensorsSection';

/** Which checkpoint do I want, and what changed since the one before? */
export class CheckpointsView {
  readonly element: HTMLElement;

  constructor(context: PanelContext) {
    const tree = new CheckpointTreePart(context);
    const facts = new CheckpointFactsSection(context);
    const changes = new ChangesSection(context);
    this.element = element(
      'div',
      { class: 'checkpoints' },
      tree.element,
      element('div', { class: 'detail' }, facts.element, changes.element, new TensorsSection(context).element),
    );
    for (const part of [tree, facts, changes]) context.scheduler.add(part);
  }
}
