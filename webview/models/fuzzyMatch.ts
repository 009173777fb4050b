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
  return bestMatches(items, find, nameOf, Infinity).matches;
}

/** The same of many items: the best `most` of those that match, and how many do. */
export function bestMatches<T>(
  items: readonly T[],
  find: string,
  nameOf: (item: T) => string,
  most: number,
): { matches: FuzzyMatch<T>[]; total: number } {
  const wanted = find.trim();
  if (wanted === '') {
    const matches = items.map(item => ({ item, pieces: [{ text: nameOf(item), isFound: false }] }));
    return { matches, total: items.length };
  }
  const limit = Number.isFinite(most) ? most : 0;
  const results = fuzzysort.go(wanted, items, { key: nameOf, limit, threshold: 0 });
  const found = [...results];
  // those that match alike stay in their order
  const among = new Set(found.map(result => result.obj));
  const order = new Map<T, number>();
  for (let i = 0; i < items.length; i++) if (among.has(items[i]!)) order.set(items[i]!, i);
  found.sort((a, b) => b.score - a.score || order.get(a.obj)! - order.get(b.obj)!);
  const matches = found.map(result => ({ item: result.obj, pieces: piecesOf(result.target, result.indexes) }));
  return { matches, total: results.total };
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
