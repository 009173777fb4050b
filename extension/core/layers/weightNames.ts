/**
 * The name of each weight within its layer: what follows the last `/` (`kernel`), with as much of the path before it as it
 * takes to tell two apart (`forward_lstm/kernel`). In the order given.
 */
export function weightNames(weights: readonly { originalName: string }[]): string[] {
  const paths = weights.map(w => w.originalName.split('/'));
  const names = paths.map(p => p.at(-1)!);
  const longest = Math.max(0, ...paths.map(p => p.length));
  for (let parts = 2; parts <= longest; parts++) {
    const taken = duplicates(names);
    names.forEach((name, i) => {
      if (taken.has(name)) names[i] = paths[i]!.slice(-parts).join('/');
    });
  }
  const seen = new Map<string, number>();
  return names.map(name => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count - 1}`;
  });
}

function duplicates(names: readonly string[]): Set<string> {
  return new Set(names.filter((name, i) => names.indexOf(name) !== i));
}
