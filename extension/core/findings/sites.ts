import type { Site } from '../../protocol/model';

export const isSameSite = (a: Site, b: Site): boolean =>
  a.file === b.file && a.line === b.line && a.column === b.column;

interface Place {
  site: Site;
  message: string;
}

/** Other places of a finding at `site`: those that are known, and elsewhere. One line may have made many layers: it is one place. */
export function relatedPlaces(site: Site | null, places: { site: Site | null; message: string }[]): Place[] {
  const groups: Place[][] = [];
  for (const place of places) {
    if (!place.site || (site && isSameSite(site, place.site))) continue;
    const group = groups.find(([first]) => isSameSite(first!.site, place.site!));
    if (group) group.push({ site: place.site, message: place.message });
    else groups.push([{ site: place.site, message: place.message }]);
  }
  return groups.map(group => ({ site: group[0]!.site, message: messageOf(group) }));
}

function messageOf(group: readonly Place[]): string {
  const [first, last] = [group[0]!, group.at(-1)!];
  if (group.length === 1) return first.message;
  const between = group.length > 2 ? ` … ${group.length - 2} more … ` : '; ';
  return first.message + between + last.message;
}
