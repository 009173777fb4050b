import { element } from '../../dom/element';
import { AxisSwitch } from '../../tensors/axisSwitch';
import { TensorSection } from '../../tensors/tensorSection';
import { ValuesSection } from '../../tensors/valuesSection';
import type { FileContext } from '../fileContext';
import { DamageSection } from './damageSection';
import { FileFindingsSection } from './fileFindingsSection';
import { FileSection } from './fileSection';
import { FileTensors } from './fileTensors';
import { TensorTableSection } from './tensorTableSection';
import { WithheldPart } from './withheldPart';

/** Is the file whole, what is in it, is it healthy? Its tensors, and the one that is looked into beside them. */
export class TensorsView {
  readonly element: HTMLElement;

  constructor(context: FileContext) {
    const tensors = new FileTensors(context);
    const file = new FileSection(tensors);
    const damage = new DamageSection(tensors);
    const table = new TensorTableSection(tensors);
    const withheld = new WithheldPart(tensors);
    const draw = (): void => context.scheduler.soon();
    const tensor = new TensorSection(tensors, draw);
    const findings = new FileFindingsSection(tensors, {
      tensors: () => table.element.scrollIntoView({ block: 'nearest' }),
      pictures: () => tensor.revealPictures(),
    });
    const axis = new AxisSwitch(context);
    tensor.tools.prepend(axis.element);
    const values = new ValuesSection(tensors, draw);
    this.element = element(
      'div',
      { class: 'scroll' },
      element('div', { class: 'columns' }, file.element, findings.element),
      damage.element,
      element(
        'div',
        { class: 'file-tensors' },
        table.element,
        element('div', { class: 'file-tensor tensors' }, withheld.element, tensor.element, values.element),
      ),
    );
    for (const part of [file, findings, damage, table, withheld, tensor, axis, values]) context.scheduler.add(part);
  }
}
