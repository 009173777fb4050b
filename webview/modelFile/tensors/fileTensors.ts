import type {
  FileDescription,
  FileProblem,
  ReaderResults,
  TensorEntry,
  TensorFigures,
  TensorPictures,
} from '../../../extension/protocol/reader';
import {
  damagedTensors,
  findingByTensor,
  tensorUnderWay,
  type TensorTableInput,
} from '../../models/modelFile/tensorTable';
import { groupsOf, tensorTree } from '../../models/modelFile/tensorTree';
import { memoizeLast } from '../../models/memoizeLast';
import type { Loaded } from '../../state/loaded';
import { maxFilters, mayHavePictures, type TensorSource } from '../../tensors/tensorSource';
import type { FileContext } from '../fileContext';

/** The tensors of the file: which is looked into, what is known of it, and which are damaged. */
export class FileTensors implements TensorSource {
  private readonly byName = memoizeLast(
    (tensors: readonly TensorEntry[]) => new Map(tensors.map(tensor => [tensor.name, tensor])),
  );
  private readonly damagedOf = memoizeLast(damagedTensors);
  private readonly findingsOf = memoizeLast(findingByTensor);
  private readonly allProblems = memoizeLast((a: readonly FileProblem[], b: readonly FileProblem[]) => {
    const seen = new Set<string>();
    return [...a, ...b].filter(({ code, where }) => seen.size < seen.add(`${code}\n${where}`).size);
  });
  private readonly withheldOf = memoizeLast(
    (damaged: ReadonlyMap<string, FileProblem>, shown: readonly string[]): ReadonlySet<string> =>
      new Set([...damaged.keys()].filter(name => !shown.includes(name))),
  );

  constructor(readonly page: FileContext) {}

  retry(): void {
    this.page.answers.retry();
  }
  description(): FileDescription | null {
    return this.page.store.data.description;
  }
  /** Of opening it and of reading it, each once. */
  problems(): readonly FileProblem[] {
    const { description, reading } = this.page.store.data;
    return description ? this.allProblems(description.problems, reading.problems) : [];
  }
  damaged(): ReadonlyMap<string, FileProblem> {
    const description = this.description();
    return description ? this.damagedOf(description.tensors, this.problems()) : new Map<string, FileProblem>();
  }
  withheld(): ReadonlySet<string> {
    return this.withheldOf(this.damaged(), this.page.store.selection.shownAnyway);
  }
  showAnyway(name: string): void {
    const { store } = this.page;
    store.choose({ shownAnyway: [...store.selection.shownAnyway.slice(-200), name], tensorName: name });
  }
  /** Chooses the first of these tensors, and opens the groups that all of them are in. */
  show(names: readonly string[]): void {
    const { store } = this.page;
    const open = groupsOf(tensorTree(this.description()?.tensors ?? []), new Set(names));
    store.choose({
      ...{ view: 'tensors', tensorName: names[0] ?? null, tensorFind: '', tensorSort: null },
      openGroups: { ...store.selection.openGroups, ...Object.fromEntries(open.map(key => [key, true])) },
    });
  }
  entry(name: string): TensorEntry | null {
    const description = this.description();
    return (description && this.byName(description.tensors).get(name)) ?? null;
  }
  /** The one that is chosen, withheld or not; else the first with a finding, else the first weight. */
  chosen(): TensorEntry | null {
    const { store } = this.page;
    const { tensorName } = store.selection;
    const named = tensorName === null ? null : this.entry(tensorName);
    if (named) return named;
    const found = store.data.reading.findings.flatMap(f => f.tensors).map(n => this.entry(n));
    const tensors = this.description()?.tensors ?? [];
    const weight = tensors.find(t => t.role === 'weight' && t.count > 1);
    return found.find(t => t !== null) ?? weight ?? tensors[0] ?? null;
  }
  /** The one that may be looked into. */
  tensor(): TensorEntry | null {
    const chosen = this.chosen();
    return chosen && !this.withheld().has(chosen.name) ? chosen : null;
  }

  version(): unknown {
    return this.page.store.data.version;
  }
  figures(name: string): Loaded<TensorFigures> {
    const { figures, reading } = this.page.store.data;
    const value = figures.get(name) ?? null;
    const isLoading = !value && (reading.state === 'reading' || reading.state === 'waiting');
    const problem = value || isLoading ? null : this.problems().find(p => p.where === name);
    return { value, error: problem ? new Error(problem.message) : null, isLoading };
  }
  pictures(tensor: TensorEntry, page: number): Loaded<TensorPictures> | null {
    if (!mayHavePictures(tensor)) return null;
    return this.page.answers.get('pictures', { name: tensor.name, filters: maxFilters, page });
  }
  values(name: string, offset: number, count: number, isWanted: boolean): Loaded<ReaderResults['values']> | null {
    const { answers } = this.page;
    const query = { name, offset, count };
    return isWanted ? answers.get('values', query) : answers.known('values', query);
  }

  /** What the table of tensors is made from. */
  tableInput(): TensorTableInput {
    const { description, reading, figures } = this.page.store.data;
    const isReading = reading.state === 'reading' && description !== null;
    return {
      figures,
      withheld: this.withheld(),
      findings: this.findingsOf(reading.findings),
      problems: this.damaged(),
      state: reading.state,
      under: isReading ? tensorUnderWay(description.tensors, figures, reading) : null,
    };
  }
}
