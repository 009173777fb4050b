import { textButton } from '../../controls/button';
import { element, setText, setVisible } from '../../dom/element';
import { Section } from '../../controls/section';
import type { Part } from '../../state/drawScheduler';
import type { FileTensors } from './fileTensors';

/** In the place of a tensor whose bytes are not what was written. */
export class WithheldPart extends Section implements Part {
  private readonly why = element('p', { class: 'quiet' });

  constructor(private readonly tensors: FileTensors) {
    super('Tensor', 'withheld');
    this.body.append(
      this.why,
      textButton('Show its values anyway', {
        onClick: () => {
          const chosen = tensors.chosen();
          if (chosen) tensors.showAnyway(chosen.name);
        },
      }),
    );
  }

  inputs(): readonly unknown[] {
    return [this.tensors.chosen(), this.tensors.withheld()];
  }

  draw(): void {
    const chosen = this.tensors.chosen();
    const isWithheld = chosen !== null && this.tensors.withheld().has(chosen.name);
    setVisible(this.element, isWithheld);
    if (!isWithheld) return;
    this.setTitle(chosen.name);
    this.setAnswer(['Withheld: its bytes are not those that were written.']);
    setText(this.why, this.tensors.damaged().get(chosen.name)?.message ?? '');
  }
}
