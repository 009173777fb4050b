import * as fuzzysort from 'fuzzysort';

/** A piece of a name as it stands: found, or between what is found. */
export interface NamePiece {
  text: string;
  isFound: boolean;
}
export interface FuzzyMatch<T> {
  item: T;
  pieces: NamePiece[];
}

/**
 * The items whose name holds all letters of `find` in their order, best first; all of them, in their own order, where nothing
 * is looked for. A blank parts words that may stand in any order.
 */
export function fuzzyMatches<T>(items: readonly T[], find: string, nameOf: (item: T) => string): FuzzyMatch<T>[] {
  const wanted = find.trim();
  if (wanted === '') return items.map(item => ({ item, pieces: [{ text: nameOf(item), isFound: false }] }));
  const found = [...fuzzysort.go(wanted, items, { key: nameOf, limit: 0, threshold: 0 })];
  // those that match alike stay in their order
  const order = new Map(items.map((item, i) => [item, i]));
  found.sort((a, b) => b.score - a.score || order.get(a.obj)! - order.get(b.obj)!);
  return found.map(result => ({ item: result.obj, pieces: piecesOf(result.target, result.indexes) }));
}

function piecesOf(name: string, indexes: readonly number[]): NamePiece[] {
  const isFound = new Set(indexes);
  const pieces: NamePiece[] = [];
  for (let i = 0; i < name.length; i++) {
    const last = pieces.at(-1);
    if (last?.isFound === isFound.has(i)) last.text += name[i]!;
    else pieces.push({ text: name[i]!, isFound: isFound.has(i) });
  }
  return pieces;
}
