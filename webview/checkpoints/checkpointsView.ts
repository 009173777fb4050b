import { element } from '../dom/element';
import type { PanelContext } from '../panel/panelContext';
import { ChangesSection } from '../comparison/changesSection';
import { CheckpointChanges } from './checkpointChanges';
import { CheckpointPair } from './checkpointPair';
import { CheckpointTreePart } from './checkpointTreePart';
import { KernelSection } from './kernelSection';
import { MetricsSection } from './metricsSection';
import { MovedTensorSection } from '../comparison/movedTensorSection';
import { TensorsSection } from './tensors/tensorsSection';
import { TimeSection } from './timeSection';
import { WeightPathsSection } from './weightPathsSection';

/** Which checkpoint do I want, and what changed between two of them? */
export class CheckpointsView {
  readonly element: HTMLElement;

  constructor(context: PanelContext) {
    const pair = new CheckpointPair(context);
    const changes = new CheckpointChanges(pair);
    const tree = new CheckpointTreePart(pair);
    const sections = [
      new MetricsSection(pair),
      new TimeSection(pair),
      new ChangesSection(changes),
      new MovedTensorSection(changes),
      new KernelSection(changes),
      new WeightPathsSection(changes),
    ];
    this.element = element(
      'div',
      { class: 'checkpoints' },
      tree.element,
      element('div', { class: 'detail' }, ...sections.map(s => s.element), new TensorsSection(pair).element),
    );
    for (const part of [tree, ...sections]) context.scheduler.add(part);
  }
}
