import * as v from 'valibot';

/** A figure of the field: a finite number, or null where there is none (no values, or not finite). */
export const figure = v.nullable(v.pipe(v.number(), v.finite()));

/**
 * Counts of float32 values by the top 16 bits of their own representation (sign, 8 exponent bits, 7 mantissa bits).
 * Sparse: `bucket` ascending, `count` beside it. NaN and infinities are not in it; exact zeros are not in it either
 * (bucket 0 and 0x8000 hold only sub-normal values). Two of them add up bucket by bucket, so chunks, shards and steps merge exactly.
 */
export const bucketsSchema = v.object({
  bucket: v.instance(Uint16Array),
  /**
   * Present where neighbours of one sign were merged to save room: the entry stands for the buckets `bucket` to `last`,
   * both included. Absent: each entry is one bucket.
   */
  last: v.optional(v.instance(Uint16Array)),
  /** Float64Array, so that 2^32 values and more in one bucket stay exact. */
  count: v.instance(Float64Array),
});
export type Buckets = v.InferOutput<typeof bucketsSchema>;

/** Counts, not shares. `min`, `max`, `mean`, `std` (the population's) are over the finite values. */
export const summarySchema = v.object({
  count: v.number(),
  min: figure,
  max: figure,
  mean: figure,
  std: figure,
  zeros: v.number(),
  nan: v.number(),
  posInf: v.number(),
  negInf: v.number(),
  /** True of a histogram out of a log: zeros, NaN and infinities were not counted apart, and are unknown here. */
  isLogged: v.optional(v.boolean()),
  /** True where mean and std were reckoned from the rows of a logged histogram: they are right to about a row's width. */
  isApproximate: v.optional(v.boolean()),
  /** Absent where only the figures were kept. */
  buckets: v.optional(bucketsSchema),
});
export type Summary = v.InferOutput<typeof summarySchema>;

/** What a summary is of. The order is the order of the switch in the Layers view. */
export const tensorKinds = ['weights', 'preActivations', 'activations', 'gradients'] as const;
export type TensorKind = (typeof tensorKinds)[number];

/** The same with the two sorts of gradients apart: `gradients` are those of the weights. */
export const tensorFacets = [...tensorKinds, 'activationGradients'] as const;
export type TensorFacet = (typeof tensorFacets)[number];
