import { placesOf } from './convolutionRules';
import { axesOf, first, isSet, ofRank, sizes, unknown, withPicture, type LayerRule, type Size } from './layerRule';

const pooling = (rank: number): LayerRule => ({
  outputs: (inputs, config) => {
    const shape = ofRank(first(inputs), rank + 2);
    const { from } = axesOf(config, rank);
    const window = sizes(config, 'pool_size', rank, Array<number>(rank).fill(2));
    const strides = sizes(config, 'strides', rank, window);
    const picture = window.map((size, i) => placesOf(shape[from + i], size, strides[i]!, config['padding'] ?? 'valid'));
    return [withPicture(shape, from, picture)];
  },
});
const globalPooling = (rank: number): LayerRule => ({
  outputs: (inputs, config) => {
    const shape = ofRank(first(inputs), rank + 2);
    const { channels, from } = axesOf(config, rank);
    if (isSet(config, 'keepdims', false)) return [withPicture(shape, from, Array<Size>(rank).fill(1))];
    return [[shape[0] ?? null, shape[channels] ?? null]];
  },
});
const reshaping = (by: (size: number, amounts: readonly number[]) => number, key: string, rank: number): LayerRule => ({
  outputs: (inputs, config) => {
    const shape = ofRank(first(inputs), rank + 2);
    const { from } = axesOf(config, rank);
    const amounts = edges(config[key], rank);
    const picture = amounts.map((amount, i) => {
      const size = shape[from + i];
      const made = typeof size === 'number' ? by(size, amount) : null;
      return made !== null && made < 0 ? unknown() : made;
    });
    return [withPicture(shape, from, picture)];
  },
});

/** Before and behind, of each axis: `1`, `[1, 2]` and `[[1, 1], [2, 2]]` are usual. */
function edges(value: unknown, rank: number): [number, number][] {
  const isAmount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;
  const pairOf = (pair: unknown): [number, number] => {
    if (isAmount(pair)) return [pair, pair];
    const [before, behind] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : [];
    return isAmount(before) && isAmount(behind) ? [before, behind] : unknown();
  };
  if (isAmount(value)) return Array.from({ length: rank }, () => pairOf(value));
  if (rank === 1) return [pairOf(Array.isArray(value) && value.length === 1 ? value[0] : value)];
  return Array.isArray(value) && value.length === rank ? value.map(pairOf) : unknown();
}

const upSampling = (rank: number): LayerRule => ({
  outputs: (inputs, config) => {
    const shape = ofRank(first(inputs), rank + 2);
    const { from } = axesOf(config, rank);
    const factors = sizes(config, 'size', rank, Array<number>(rank).fill(2));
    return [
      withPicture(
        shape,
        from,
        factors.map((factor, i) => {
          const size = shape[from + i];
          return typeof size === 'number' ? size * factor : null;
        }),
      ),
    ];
  },
});

const ranks = [1, 2, 3];
const forRanks = (name: (rank: number) => string, rule: (rank: number) => LayerRule): [string, LayerRule][] =>
  ranks.map(rank => [name(rank), rule(rank)]);
const padded = (size: number, [before, behind]: readonly number[]): number => size + before! + behind!;
const cropped = (size: number, [before, behind]: readonly number[]): number => size - before! - behind!;

export const poolingRules: Record<string, LayerRule> = Object.fromEntries([
  ...['Max', 'Average'].flatMap(kind => [
    ...forRanks(rank => `${kind}Pooling${rank}D`, pooling),
    ...forRanks(rank => `Global${kind}Pooling${rank}D`, globalPooling),
  ]),
  ...forRanks(
    rank => `ZeroPadding${rank}D`,
    rank => reshaping(padded, 'padding', rank),
  ),
  ...forRanks(
    rank => `Cropping${rank}D`,
    rank => reshaping(cropped, 'cropping', rank),
  ),
  ...forRanks(rank => `UpSampling${rank}D`, upSampling),
]);
