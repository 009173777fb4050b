import { element } from '../../dom/element';
import type { CheckpointPair } from '../checkpointPair';
import { FilesSection } from '../../tensors/filesSection';
import { NamesSection } from './namesSection';
import { TensorSection } from '../../tensors/tensorSection';
import { TensorsContext } from './tensorsContext';
import { ValuesSection } from '../../tensors/valuesSection';

/** Any tensor of checkpoint B by its name, what it holds, and the files it is kept in: sections that draw themselves. */
export class TensorsSection {
  readonly element: HTMLElement;

  constructor(pair: CheckpointPair) {
    const tensors = new TensorsContext(pair);
    const draw = (): void => pair.panel.scheduler.soon();
    const sections = [
      new NamesSection(tensors),
      new TensorSection(tensors, draw),
      new ValuesSection(tensors, draw),
      new FilesSection(tensors),
    ];
    this.element = element('div', { class: 'tensors' }, ...sections.map(s => s.element));
    for (const section of sections) pair.panel.scheduler.add(section);
  }
}
