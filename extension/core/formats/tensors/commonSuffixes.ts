import { isTelling } from './tensorWords';

/** Something of a file by its name. */
export interface Named<T> {
  item: T;
  parts: readonly string[];
  /** How many parts are left, from the end, without those that all names of the file begin with. */
  own: number;
}

/** Those things with what tells their names apart: all of a file, of which only the `wanted` are returned. */
export function namedOf<T>(
  all: readonly T[],
  partsOf: (item: T) => readonly string[],
  wanted: (item: T) => boolean,
): Named<T>[] {
  const named = all.map(item => ({ item, parts: partsOf(item) }));
  let common: readonly string[] = named[0]?.parts ?? [];
  for (const { parts } of named) {
    const end = common.findIndex((part, i) => part !== parts[i]);
    if (end >= 0) common = common.slice(0, end);
  }
  return named
    .filter(({ item }) => wanted(item))
    .map(({ item, parts }) => ({ item, parts, own: Math.max(1, parts.length - common.length) }));
}

/** The parts, counted from the end, that two names have in common. */
export interface Suffix<T> {
  a: Named<T>;
  b: Named<T>;
  length: number;
  /** A part of it says which layer it is. */
  isTelling: boolean;
}

/**
 * Pairs of one key whose names end alike, the longest ends first, where all that tells one name is the end of the other, and
 * of no third one. What they have in common must be enough.
 */
export function pairBySuffix<T>(
  a: readonly Named<T>[],
  b: readonly Named<T>[],
  keyOf: (item: T) => string,
  isEnough: (suffix: Suffix<T>) => boolean,
): [T, T][] {
  const pairs: [T, T][] = [];
  const pairIn = (sides: Sides<T>, length: number, tells: boolean): Sides<T> => {
    const left: Sides<T> = { a: [], b: [] };
    for (const [part, group] of grouped(sides, ({ parts }) => parts.at(-1 - length) ?? null, left)) {
      // What is in one file alone has no partner in there.
      const rest = group.a.length && group.b.length ? pairIn(group, length + 1, tells || isTelling(part)) : group;
      for (const one of rest.a) left.a.push(one);
      for (const one of rest.b) left.b.push(one);
    }
    const found = onlyPair(left, length);
    if (!found || !isEnough({ ...found, length, isTelling: tells })) return left;
    pairs.push([found.a.item, found.b.item]);
    return { a: left.a.filter(one => one !== found.a), b: left.b.filter(one => one !== found.b) };
  };
  for (const group of grouped({ a, b }, ({ item }) => keyOf(item)).values())
    if (group.a.length && group.b.length) pairIn(group, 0, false);
  return pairs;
}

interface Sides<T> {
  a: Named<T>[];
  b: Named<T>[];
}
function grouped<T>(
  sides: { a: readonly Named<T>[]; b: readonly Named<T>[] },
  keyOf: (named: Named<T>) => string | null,
  rest?: Sides<T>,
): Map<string, Sides<T>> {
  const groups = new Map<string, Sides<T>>();
  for (const side of ['a', 'b'] as const)
    for (const named of sides[side]) {
      const key = keyOf(named);
      if (key === null) {
        rest?.[side].push(named);
        continue;
      }
      const group = groups.get(key) ?? { a: [], b: [] };
      group[side].push(named);
      groups.set(key, group);
    }
  return groups;
}

/** Of names that end alike, the two that can be meant; null where there are none, or several. */
function onlyPair<T>({ a, b }: Sides<T>, length: number): { a: Named<T>; b: Named<T> } | null {
  if (!a.length || !b.length) return null;
  const isWhole = ({ own }: Named<T>): boolean => own <= length;
  const whole = { a: a.filter(isWhole), b: b.filter(isWhole) };
  const meant = whole.a.length && whole.b.length ? whole : whole.a.length ? { a: whole.a, b } : { a, b: whole.b };
  return meant.a.length === 1 && meant.b.length === 1 ? { a: meant.a[0]!, b: meant.b[0]! } : null;
}
