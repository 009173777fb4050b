import { Section } from '../../controls/section';
import { element } from '../../dom/element';
import { fileFacts, intactAnswer } from '../../models/modelFile/fileSummary';
import type { Part } from '../../state/drawScheduler';
import type { FileTensors } from './fileTensors';

/** Is it whole, and what is in it? */
export class FileSection extends Section implements Part {
  private readonly facts = element('dl', { class: 'file-facts' });
  private shownFacts = '';

  constructor(private readonly tensors: FileTensors) {
    super('File', 'file-section');
    this.body.append(this.facts);
  }

  inputs(): readonly unknown[] {
    const { description, reading } = this.tensors.page.store.data;
    return [description, reading.state, reading.read, this.tensors.problems()];
  }

  draw(): void {
    const { description, reading } = this.tensors.page.store.data;
    if (!description) return;
    this.setAnswer(intactAnswer(description, this.tensors.problems(), reading));
    const facts = fileFacts(description);
    const text = JSON.stringify(facts);
    if (text === this.shownFacts) return;
    this.shownFacts = text;
    this.facts.replaceChildren(
      ...facts.flatMap(({ key, text, small }) => [
        element('dt', {}, key),
        element('dd', { class: 'n' }, text, small ? element('span', { class: 'muted' }, ` ${small}`) : null),
      ]),
    );
  }
}
