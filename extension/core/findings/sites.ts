import type { Site } from '../../protocol/model';

export const isSameSite = (a: Site, b: Site): boolean =>
  a.file === b.file && a.line === b.line && a.column === b.column;

/** Other places of a finding at `site`: those that are known, and elsewhere. */
export const relatedPlaces = (
  site: Site | null,
  places: { site: Site | null; message: string }[],
): { site: Site; message: string }[] =>
  places.flatMap(p => (p.site && !(site && isSameSite(site, p.site)) ? [{ site: p.site, message: p.message }] : []));
