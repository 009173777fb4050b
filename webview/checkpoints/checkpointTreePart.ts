import { DataTable } from '../controls/dataTable';
import { element } from '../dom/element';
import { checkpointAt, checkpointColumns, checkpointTreeRows } from '../models/checkpointTree';
import type { PanelContext } from '../panel/panelContext';
import type { Part } from '../state/drawScheduler';

/** Runs, and under the one that is shown its checkpoints. */
export class CheckpointTreePart implements Part {
  readonly element: HTMLElement;
  private readonly table: DataTable;

  constructor(private readonly context: PanelContext) {
    this.table = new DataTable({
      label: 'Runs and checkpoints',
      role: 'treegrid',
      onSelect: key => this.select(key),
      onOpen: key => this.select(key),
      onToggle: key => this.select(key),
    });
    this.element = element('aside', { class: 'tree' }, this.table.element);
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.context.store;
    return [data.runs, data.key, data.run?.checkpoints, data.run?.status, selection.shown];
  }

  draw(): void {
    const { data, selection } = this.context.store;
    const { run, runs, key } = data;
    const chosen = run ? checkpointAt(run.checkpoints, selection.shown) : null;
    this.table.show(checkpointColumns(run), checkpointTreeRows(runs, key, run), [chosen && `step ${chosen.path}`]);
  }

  private select(key: string): void {
    const { store } = this.context;
    const [kind, name] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
    if (kind === 'run') {
      if (name !== store.data.key) this.context.ask('chooseRun', { key: name });
      return;
    }
    const found = store.data.run?.checkpoints.find(c => c.path === name);
    if (found) store.choose({ shown: { fit: found.fit, step: found.step } });
  }
}
