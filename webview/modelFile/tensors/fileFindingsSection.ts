import { formatCount, formatFigure } from '../../../extension/core/stats/formatFigure';
import type { FileFinding } from '../../../extension/protocol/reader';
import { Section } from '../../controls/section';
import { element, icon, listen, setVisible } from '../../dom/element';
import { strong } from '../../models/answer';
import { plural } from '../../models/modelFile/fileSummary';
import type { Part } from '../../state/drawScheduler';
import { mayHavePictures } from '../../tensors/tensorSource';
import type { FileTensors } from './fileTensors';

const maxShown = 20;

/** What do the weights alone tell? */
export class FileFindingsSection extends Section implements Part {
  constructor(
    private readonly tensors: FileTensors,
    private readonly shows: { tensors(): void; pictures(): void },
  ) {
    super('Findings', 'file-findings');
  }

  inputs(): readonly unknown[] {
    const { reading } = this.tensors.page.store.data;
    return [reading.findings, reading.state];
  }

  draw(): void {
    const { findings, state } = this.tensors.page.store.data.reading;
    setVisible(this.element, this.tensors.page.store.data.description !== null);
    const rest = findings.length > maxShown ? `, the first ${maxShown} of them here` : '';
    if (findings.length)
      this.setAnswer([strong(plural(findings.length, 'finding')), `, from the weights alone${rest}.`]);
    else
      this.setAnswer([
        state === 'done'
          ? 'None, from the weights alone.'
          : state === 'stopped'
            ? 'Not all weights were read.'
            : 'When all weights are read.',
      ]);
    this.body.replaceChildren(...findings.slice(0, maxShown).map(f => this.item(f)));
  }

  private item(finding: FileFinding): HTMLElement {
    const { severity, message, meaning, advice, evidence, tensors, rule } = finding;
    const figures = Object.entries(evidence).map(
      ([name, value]) =>
        `${words(name)} ${typeof value !== 'number' ? value : Number.isSafeInteger(value) ? formatCount(value) : formatFigure(value)}`,
    );
    const [first] = tensors;
    return element(
      'div',
      { class: 'finding' },
      icon(severity, severity),
      element(
        'div',
        { class: 'title' },
        element('span', {}, message),
        element('span', { class: 'grow' }),
        first === undefined ? null : element('span', { class: 'muted small where', title: first }, first),
      ),
      element('div', { class: 'evidence' }, [meaning, advice].filter(Boolean).join(' ')),
      figures.length ? element('div', { class: 'figures-line n' }, figures.join(' · ')) : null,
      element(
        'div',
        { class: 'actions' },
        ...this.links(tensors),
        link('What this means', () => this.tensors.page.ask('openRule', { rule })),
      ),
    );
  }

  /** To the tensors that it is about, and to their pictures. */
  private links(names: readonly string[]): HTMLElement[] {
    const entries = names.map(name => this.tensors.entry(name)).filter(entry => entry !== null);
    const [first] = entries;
    if (!first) return [];
    const isSlots = entries.every(entry => entry.role === 'optimizer');
    const all = isSlots ? 'Show slots' : entries.length > 1 ? `Show all ${formatCount(entries.length)}` : 'Show it';
    const show = (then: () => void) => () => {
      this.tensors.show(entries.map(entry => entry.name));
      then();
    };
    return [
      link(all, show(this.shows.tensors)),
      ...(!isSlots && mayHavePictures(first) ? [link('Show in pictures', show(this.shows.pictures))] : []),
    ];
  }
}

const known: Record<string, string> = { nan: 'NaN', posInf: '+∞', negInf: '−∞', count: 'values' };
/** `varianceRatio` is `variance ratio`. */
const words = (name: string): string => known[name] ?? name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();

const link = (text: string, onClick: () => void): HTMLElement =>
  listen(element('a', { role: 'button', tabindex: 0 }, text), {
    click: onClick,
    keydown: event => {
      if (event.key === 'Enter' || event.key === ' ') onClick();
    },
  });
