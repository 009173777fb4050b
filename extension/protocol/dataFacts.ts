import * as v from 'valibot';
import { figure, summarySchema } from './summary';

/** How targets are written, as far as their values tell. */
export const targetKinds = ['oneHot', 'probabilities', 'classes', 'binary', 'values'] as const;

/** What a fit or loop is given to learn from, looked at once, before its first step. Summaries have no buckets. */
export const dataFactsSchema = v.object({
  fit: v.number(),
  model: v.string(),
  /** Examples whose inputs were looked at, from places spread over them, and how many there are; null where nobody knows (a dataset, a loop). */
  examples: v.number(),
  total: v.nullable(v.number()),
  inputs: v.array(
    v.object({
      name: v.string(),
      /** Without the batch. */
      shape: v.array(v.number()),
      dtype: v.string(),
      summary: summarySchema,
      isInteger: v.boolean(),
      /** Over the features (the last axis of flat inputs, the channels of images): the largest std over the smallest that is not 0; null with one feature. */
      featureSpread: figure,
    }),
  ),
  /** All of them, up to 4 M values. Empty for a loop, whose targets nobody sees. */
  targets: v.array(
    v.object({
      name: v.string(),
      shape: v.array(v.number()),
      dtype: v.string(),
      summary: summarySchema,
      kind: v.picklist(targetKinds),
      /** Examples (places, for pixels and words) of each class, where `kind` tells classes; at most 1,000 classes, else empty. */
      classCounts: v.array(v.number()),
    }),
  ),
  /** What the model predicts for the probe batch, one for each output; of no values where a fit refused its data before that. */
  outputs: v.array(
    v.object({
      name: v.string(),
      shape: v.array(v.number()),
      /** The layer that makes its values: what only reshapes or drops is passed over, nested models are looked into. */
      layer: v.nullable(v.string()),
      /** Of the last activation that is applied to it: `softmax`, `linear`; null where nobody knows. */
      activation: v.nullable(v.string()),
      /** Name of its loss: `categoricalCrossentropy`; `custom` for a function without one; null in a loop. */
      loss: v.nullable(v.string()),
      summary: summarySchema,
      /** Every row is a distribution: not negative, sums to 1. */
      sumsToOne: v.boolean(),
    }),
  ),
  /**
   * Examples of the validation set that were looked at, and how many of them are in the training set too, value for value, as
   * far as that was compared: all of it up to 256 MB.
   */
  validation: v.nullable(v.object({ examples: v.number(), duplicates: v.number(), compared: v.optional(v.number()) })),
  /** The call weighs classes (`classWeight`). */
  isWeighted: v.optional(v.boolean()),
});
export type DataFacts = v.InferOutput<typeof dataFactsSchema>;
