import type { RunListItem } from '../../protocol/panel';
import type { RunNode } from './treeNodes';

/** What a tree has to ask for again: all of it, or what these rows hold. */
export type TreeChanges = 'all' | RunNode[];

/** The rows of runs: one object for each run as long as it is listed, so that a tree can refresh it by itself. */
export class RunNodes {
  private byFolder = new Map<string, RunNode>();
  private rows: readonly RunNode[] = [];
  private readonly changed = new Set<string>();
  /** Folders of the rows that the tree was last given; null before. */
  private givenOrder: string | null = null;

  /** The rows, newest first. Of two runs of one folder the first one counts. */
  update(runs: readonly { item: RunListItem; program: string }[]): RunNode[] {
    const next = new Map<string, RunNode>();
    for (const { item, program } of runs) {
      if (next.has(item.key)) continue;
      const known = this.byFolder.get(item.key);
      if (known && JSON.stringify(known.item) !== JSON.stringify(item)) this.changed.add(item.key);
      const node: RunNode = known ?? { kind: 'run', item, program, runFolder: item.key };
      next.set(item.key, Object.assign(node, { item, program }));
    }
    this.byFolder = next;
    const rows = [...next.values()].sort((a, b) => b.item.startedAt - a.item.startedAt);
    this.rows = rows;
    return rows;
  }

  get newest(): RunNode | null {
    return this.rows[0] ?? null;
  }

  get hasSeveralPrograms(): boolean {
    return hasSeveralPrograms(this.rows);
  }

  /** Something has happened in this run that its item does not say. */
  touch(runFolder: string): void {
    this.changed.add(runFolder);
  }

  /** The tree has asked and was given these rows. */
  given(nodes: readonly RunNode[]): void {
    this.givenOrder = orderOf(nodes);
  }

  /** The tree is to ask for all of it again. */
  forgetGiven(): void {
    this.givenOrder = null;
  }

  /** What has changed since it was asked last, `nodes` being the rows as they are now: all, until the tree has asked. */
  takeChanges(nodes: readonly RunNode[]): TreeChanges {
    const isSame = orderOf(nodes) === this.givenOrder;
    const rows = nodes.filter(n => this.changed.has(n.runFolder));
    this.changed.clear();
    return isSame ? rows : 'all';
  }
}

/** Rows are named by their program where there are several. */
const orderOf = (nodes: readonly RunNode[]): string =>
  JSON.stringify([hasSeveralPrograms(nodes), nodes.map(n => n.runFolder)]);

const hasSeveralPrograms = (nodes: readonly RunNode[]): boolean => nodes.some(n => n.program !== nodes[0]?.program);
