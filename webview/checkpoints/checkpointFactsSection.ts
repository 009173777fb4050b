import { formatCount } from '../../extension/core/stats/formatFigure';
import { textButton } from '../controls/button';
import { DataTable } from '../controls/dataTable';
import { Section } from '../controls/section';
import { element, setVisible } from '../dom/element';
import { bestCheckpoint, checkpointAt, checkpointFacts } from '../models/checkpointTree';
import { isSameMoment } from '../models/moment';
import type { PanelContext } from '../panel/panelContext';
import type { Part } from '../state/drawScheduler';

/** Which one do I want? What the chosen checkpoint holds. */
export class CheckpointFactsSection extends Section implements Part {
  private readonly table = new DataTable({ label: 'Figures of the checkpoint' });
  private readonly actions = element('div', { class: 'actions' });

  constructor(private readonly context: PanelContext) {
    super('Checkpoint');
    this.body.append(this.table.element, this.actions);
    this.actions.append(
      textButton('Reveal folder', {
        icon: 'folder-opened',
        onClick: () => this.withPath((key, path) => context.ask('revealFolder', { key, path })),
      }),
      textButton('Copy path', {
        icon: 'copy',
        onClick: () => this.withPath((_, path) => context.ask('copy', { text: absolute(context, path) })),
      }),
    );
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.context.store;
    return [data.key, data.run?.checkpoints, data.run?.fits, data.run?.models, data.run?.status, selection.shown];
  }

  draw(): void {
    const { run } = this.context.store.data;
    const { shown } = this.context.store.selection;
    const c = run ? checkpointAt(run.checkpoints, shown) : null;
    setVisible(this.table.element, c !== null);
    setVisible(this.actions, c !== null);
    if (!run || !c) {
      this.setTitle('Checkpoint');
      this.setAnswer([
        run?.mode === 'inspect'
          ? 'An inspection writes none.'
          : 'None yet: the first one is written before the first step, then one at each epoch.',
      ]);
      return;
    }
    this.setTitle(`Step ${formatCount(c.step)}`);
    const kept = run.checkpoints.filter(k => !k.dropped);
    const words = [
      c === bestCheckpoint(kept) && 'The best',
      c === kept.at(-1) && 'The last',
      c.pinned && 'Pinned',
    ].filter((w): w is string => w !== false);
    const isElsewhere = shown !== null && !isSameMoment(shown, c);
    this.setAnswer([
      words.length ? `${words.join(', ').replace(', The', ' and the')}.` : `One of ${kept.length}.`,
      isElsewhere
        ? ` What is shown, step ${formatCount(shown.step)}, has none of its own; this is the one before.`
        : '',
    ]);
    this.table.show(
      [
        { key: 'name', head: '' },
        { key: 'value', head: '', isNumber: true },
      ],
      checkpointFacts(run, c),
    );
  }

  private withPath(use: (key: string, path: string) => void): void {
    const { key, run } = this.context.store.data;
    const c = run ? checkpointAt(run.checkpoints, this.context.store.selection.shown) : null;
    if (key !== null && c) use(key, c.path);
  }
}

function absolute(context: PanelContext, path: string): string {
  const folder = context.store.data.run?.path;
  return folder ? `${folder}${folder.includes('\\') ? '\\' : '/'}${path}` : path;
}
