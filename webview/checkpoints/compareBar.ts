import { IconButton, textButton } from '../controls/button';
import { Dropdown, type Choice } from '../controls/dropdown';
import { abMark } from '../controls/tableCell';
import { element, setText, setVisible } from '../dom/element';
import { bestCheckpoint, isKept, type RunCheckpoint } from '../models/checkpointRecords';
import { everyNth } from '../models/layerComparison';
import { at, type CheckpointPair } from './checkpointPair';

/** A list of more is hard to use: the tree has all. */
const maxChoices = 40;

/** A and B as dropdowns, and what is done with B. */
export class CompareBar {
  readonly element: HTMLElement;
  private readonly lists = { a: this.dropdown('a'), b: this.dropdown('b') };
  private readonly first: HTMLElement;
  private readonly buttons: HTMLElement;

  constructor(private readonly pair: CheckpointPair) {
    const { a, b } = this.lists;
    const swap = new IconButton('arrow-swap', 'Swap A and B', () => pair.swap());
    this.first = element('span', { class: 'group' }, abMark('A'), a.list.element, swap.element);
    this.buttons = element(
      'span',
      { class: 'group' },
      textButton('Resume from B', {
        icon: 'debug-continue',
        appearance: 'primary',
        onClick: () => this.run('resume'),
      }),
      textButton('Restore…', { onClick: () => this.run('restore') }),
    );
    this.buttons.lastElementChild!.setAttribute('title', 'Shows the layers as B has them, in Inspect');
    this.element = element(
      'div',
      { class: 'compare-bar' },
      this.first,
      element('span', { class: 'group' }, abMark('B'), b.list.element),
      this.buttons,
    );
  }

  draw(): void {
    const [a, b] = [this.pair.a(), this.pair.b()];
    setVisible(this.first, a !== null);
    this.show('a', a);
    this.show('b', b);
  }

  private dropdown(which: 'a' | 'b'): { list: Dropdown; face: HTMLElement } {
    const name = which.toUpperCase();
    const list = new Dropdown(`Checkpoint ${name}`, true, value => this.choose(which, value));
    const face = element('div');
    list.setFace(face);
    return { list, face };
  }

  private show(which: 'a' | 'b', chosen: RunCheckpoint | null): void {
    if (!chosen) return;
    const { list, face } = this.lists[which];
    setText(face, this.pair.label(chosen));
    const kept = this.pair.recordsOf(chosen.key).filter(isKept);
    const best = bestCheckpoint(kept);
    const last = kept.at(-1);
    const own: Choice[] = everyNth(kept, maxChoices)
      .concat(kept.length > maxChoices && best ? [best] : [])
      .filter((c, i, all) => all.findIndex(o => o.path === c.path) === i)
      .sort((x, y) => y.step - x.step)
      .map(record => ({
        value: record.path,
        label: this.pair.label({ key: chosen.key, record }),
        note: record === best ? 'best' : record === last ? 'last' : record.step === 0 ? 'before training' : undefined,
      }));
    if (!own.some(c => c.value === chosen.record.path))
      own.unshift({ value: chosen.record.path, label: this.pair.label(chosen) });
    list.show(own, chosen.record.path);
  }

  private choose(which: 'a' | 'b', path: string): void {
    const chosen = which === 'a' ? this.pair.a() : this.pair.b();
    const record = chosen && this.pair.recordsOf(chosen.key).find(c => c.path === path);
    if (record && record.path !== chosen.record.path) this.pair.set(which, { key: chosen.key, record });
  }

  private run(deed: 'resume' | 'restore'): void {
    const b = this.pair.b();
    if (b) this.pair.panel.ask('checkpointCommand', { do: deed, at: [at(b)] });
  }
}
