const names = new Map([
  ['1 fanAvg normal', 'GlorotNormal'],
  ['1 fanAvg uniform', 'GlorotUniform'],
  ['2 fanIn normal', 'HeNormal'],
  ['2 fanIn uniform', 'HeUniform'],
  ['1 fanIn normal', 'LeCunNormal'],
  ['1 fanIn uniform', 'LeCunUniform'],
]);
/**
 * The usual name of an initializer that has its general form, as in a layer that was made from JSON or copied, where the
 * person wrote a name. null where it has none.
 */
export const varianceScalingName = (scale: unknown, mode: unknown, distribution: unknown): string | null =>
  names.get(`${String(scale)} ${String(mode)} ${String(distribution)}`) ?? null;
