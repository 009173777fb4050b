import { IconButton } from '../controls/button';
import { DataTable } from '../controls/dataTable';
import { Menu } from '../controls/menu';
import { SearchField } from '../controls/searchField';
import { element, setText, setVisible } from '../dom/element';
import {
  checkpointColumns,
  checkpointKey,
  CheckpointTreeRows,
  markRows,
  resumedBy,
  rowOf,
} from '../models/checkpointTree';
import type { RunCheckpoint } from '../models/checkpointRecords';
import { deedsFor, type Deed } from '../models/checkpointDeeds';
import { memoizeLast } from '../models/memoizeLast';
import { TreeSelection, type SelectBy } from '../models/treeSelection';
import type { Part } from '../state/drawScheduler';
import type { CheckpointPair } from './checkpointPair';

/** What a wheel or a page of the keyboard moves by at least; the table is as high as the view has room. */
const pageRows = 24;
const none: ReadonlyMap<string, string> = new Map();

/** Runs and their checkpoints, found by words and figures; two that are chosen become A and B. */
export class CheckpointTreePart implements Part {
  readonly element: HTMLElement;
  private readonly table: DataTable;
  private readonly field: SearchField;
  private readonly menu = new Menu('Checkpoint');
  private readonly problem = element('p', { class: 'small go-to-error', 'aria-live': 'polite', hidden: true });
  private readonly tree = new CheckpointTreeRows();
  private readonly resumed = memoizeLast(resumedBy);
  private readonly chosen = new TreeSelection();
  private rowKeys: string[] = [];

  constructor(private readonly pair: CheckpointPair) {
    const { store } = pair.panel;
    this.table = new DataTable({
      label: 'Runs and checkpoints',
      role: 'treegrid',
      maxRows: pageRows,
      isMultiple: true,
      onSelect: (key, by) => this.select(key, by),
      onOpen: key => this.open(key),
      onToggle: (key, isOpen) => this.fold(rowOf(key).key, isOpen),
      onSort: checkpointSort => store.choose({ checkpointSort }),
      onMenu: (key, place) => this.showMenu(key, place),
      onOtherKey: (key, event) => this.onKey(key, event),
      onLink: () => pair.panel.ask('showSetting', { name: 'checkpoints.maxCount' }),
    });
    this.field = new SearchField('Find: words, val_loss<0.1', checkpointFind => store.choose({ checkpointFind }));
    const more = new IconButton('ellipsis', 'What can be done with the chosen checkpoints', () => {
      const { left, bottom } = more.element.getBoundingClientRect();
      this.showMenu(null, { x: left, y: bottom });
    });
    this.element = element(
      'aside',
      { class: 'tree' },
      element('div', { class: 'tree-bar' }, this.field.element, more.element),
      this.problem,
      this.table.element,
      this.menu.element,
    );
  }

  inputs(): readonly unknown[] {
    const { data, selection } = this.pair.panel.store;
    const { checkpointA, checkpointB, shown, openRuns, checkpointFind, checkpointSort } = selection;
    const of = [checkpointA, checkpointB, shown, openRuns, checkpointFind, checkpointSort];
    const { version } = this.pair.panel.data.checkpointLists;
    return [data.runs, data.key, data.run?.checkpoints, data.run?.status, version, this.chosen.keys, ...of];
  }

  draw(): void {
    const { data, selection } = this.pair.panel.store;
    const { checkpointFind: find, checkpointSort: sort } = selection;
    const resumed = this.resumed(data.runs);
    const runs = data.runs
      .filter(item => item.key !== 'inspect' || item.key === data.key)
      .map(item => {
        const isOwn = item.key === data.key && data.run !== null;
        const isOpen = this.isOpen(item.key);
        const list = isOwn || !(isOpen || find.trim()) ? null : this.pair.panel.data.checkpointLists.get(item);
        return {
          item,
          isOpen,
          status: isOwn ? data.run!.status : item.status,
          checkpoints: isOwn ? data.run!.checkpoints : (list?.value ?? null),
          error: list?.error?.message ?? null,
          resumedBy: resumed.get(item.key) ?? none,
        };
      });
    const { rows, found, problem } = this.tree.rows(runs, { find, sort });
    const keyOf = (c: RunCheckpoint | null) => c && checkpointKey(c.key, c.record.path);
    const [a, b] = [keyOf(this.pair.a()), keyOf(this.pair.b())];
    this.rowKeys = rows.map(r => r.key);
    this.field.show(find);
    setText(this.problem, problem || (find.trim() && !found ? 'Nothing is found.' : ''));
    setVisible(this.problem, this.problem.textContent !== '');
    const chosen = this.chosen.shown(b, a);
    this.table.show(checkpointColumns(data.run?.checkpoints ?? []), markRows(rows, a, b), chosen, { sort });
  }

  private isOpen(key: string): boolean {
    const { data, selection } = this.pair.panel.store;
    return selection.openRuns[key] ?? (key === data.key || selection.checkpointFind.trim() !== '');
  }
  private fold(key: string, isOpen: boolean): void {
    const { store } = this.pair.panel;
    store.choose({ openRuns: { ...store.selection.openRuns, [key]: isOpen } });
  }

  private select(rowKey: string, by: SelectBy): void {
    const { kind, key } = rowOf(rowKey);
    if (kind === 'run' && by.isPointer) return this.fold(key, !this.isOpen(key));
    const b = this.pair.b();
    const steps = this.chosen.take(rowKey, by, this.rowKeys, b && checkpointKey(b.key, b.record.path));
    const checkpoints = steps.map(k => this.checkpoint(k)).filter(c => c !== null);
    const [first, second] = checkpoints;
    if (checkpoints.length === 1 && !by.isToggle) this.pair.set('b', first!);
    else if (checkpoints.length === 2) {
      // Of one run the earlier one is A.
      const isTurned = first!.key === second!.key && first!.record.step > second!.record.step;
      this.pair.setBoth(isTurned ? second! : first!, isTurned ? first! : second!);
    } else this.pair.panel.store.touch();
  }

  private open(rowKey: string): void {
    const { kind, key } = rowOf(rowKey);
    if (kind === 'dropped') this.pair.panel.ask('showSetting', { name: 'checkpoints.maxCount' });
    if (kind === 'run' && key !== this.pair.panel.store.data.key) this.pair.panel.ask('chooseRun', { key });
    const checkpoint = this.checkpoint(rowKey);
    if (checkpoint) this.pair.set('b', checkpoint);
  }

  private onKey(rowKey: string, event: KeyboardEvent): boolean {
    const { kind, key } = rowOf(rowKey);
    // Left of a step leads to its run, as in every tree.
    if (event.key === 'ArrowLeft' && kind !== 'run') return (this.table.focusRow(`run ${key}`), true);
    const checkpoint = this.checkpoint(rowKey);
    if (!checkpoint || event.ctrlKey || event.metaKey || event.altKey) return false;
    const name = event.key.toLowerCase();
    if (name === 'a' || name === 'b') {
      this.pair.set(name, checkpoint);
      this.pair.panel.announce(`${name.toUpperCase()}: ${this.pair.label(checkpoint)}`);
    } else if (event.key === 'F2') this.run('rename', [checkpoint]);
    else if (event.key === 'Delete') this.run('trash', this.checkpointsOf(rowKey));
    else return false;
    return true;
  }

  /** The chosen ones where the row is among them, else the row's own. */
  private checkpointsOf(rowKey: string | null): RunCheckpoint[] {
    const keys = this.chosen.keys.length > 1 ? this.chosen.keys : [];
    const b = this.pair.b();
    if (rowKey === null && !keys.length) return b ? [b] : [];
    const of = rowKey !== null && !keys.includes(rowKey) ? [rowKey] : keys;
    return of.map(k => this.checkpoint(k)).filter(c => c !== null);
  }
  private checkpoint(rowKey: string): RunCheckpoint | null {
    const { key, path } = rowOf(rowKey);
    const record = path === null ? undefined : this.pair.recordsOf(key).find(c => c.path === path);
    return record ? { key, record } : null;
  }

  private showMenu(rowKey: string | null, place: { x: number; y: number }): void {
    const { kind, key } = rowOf(rowKey ?? '');
    if (kind === 'run') {
      const isOpen = this.isOpen(key);
      const show = () => this.pair.panel.ask('chooseRun', { key });
      return this.menu.open(
        [
          { label: 'Show this run', icon: 'eye', key: 'Enter', onChoose: show },
          { label: isOpen ? 'Fold' : 'Unfold', onChoose: () => this.fold(key, !isOpen) },
        ],
        place,
      );
    }
    const chosen = this.checkpointsOf(rowKey);
    const deeds = deedsFor(chosen).map(({ deed, ...item }) => ({ ...item, onChoose: () => this.run(deed, chosen) }));
    const [one] = chosen;
    const marks = (['a', 'b'] as const).map(which => ({
      label: `Compare as ${which.toUpperCase()}`,
      key: which.toUpperCase(),
      onChoose: () => this.pair.set(which, one!),
    }));
    const groups =
      chosen.length === 1 ? [...marks, ...deeds.map((d, i) => (i ? d : { ...d, isGroupStart: true }))] : deeds;
    if (groups.length) this.menu.open(groups, place);
  }

  private run(deed: Deed, chosen: readonly RunCheckpoint[]): void {
    if (!chosen.length) return;
    const { panel } = this.pair;
    const at = chosen.map(({ key, record }) => ({ key, path: record.path }));
    panel.ask('checkpointCommand', { do: deed, at }, () => {
      for (const { key } of at) panel.data.checkpointLists.outdate(key);
      panel.store.touch();
    });
  }
}
