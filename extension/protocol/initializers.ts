// Initializers compared on a program's own network before training: what is asked for, and what came out.
import * as v from 'valibot';
import { remedySchema } from './finding';
import { siteSchema } from './model';
import { figure, summarySchema } from './summary';

/** Initializers of TensorFlow.js that an argument can name as they are: `kernelInitializer: 'heNormal'`. */
export const initializerNames = [
  'heNormal',
  'heUniform',
  'glorotNormal',
  'glorotUniform',
  'leCunNormal',
  'leCunUniform',
] as const;
export type InitializerName = (typeof initializerNames)[number];

export const candidateSchema = v.variant('kind', [
  /** The weights as the program made them. */
  v.object({ kind: v.literal('asWritten') }),
  /** A normal distribution around 0, whatever the layer's size: for comparison only. */
  v.object({ kind: v.literal('normal'), stddev: v.pipe(v.number(), v.finite(), v.minValue(0)) }),
  v.object({ kind: v.literal('named'), initializer: v.picklist(initializerNames) }),
  /** For each layer what fits the activation that follows it. */
  v.object({ kind: v.literal('byActivation') }),
]);
export type Candidate = v.InferOutput<typeof candidateSchema>;

/** What an inspection does beyond looking. */
export const experimentSchema = v.variant('kind', [
  v.object({ kind: v.literal('initializers'), candidates: v.array(candidateSchema) }),
]);
export type Experiment = v.InferOutput<typeof experimentSchema>;

/** `leCunNormal` is left out for a network without selu, `byActivation` where it would repeat another one. */
export const initializersExperiment: Experiment = {
  kind: 'initializers',
  candidates: [
    { kind: 'asWritten' },
    { kind: 'normal', stddev: 1 },
    { kind: 'normal', stddev: 0.01 },
    { kind: 'named', initializer: 'glorotUniform' },
    { kind: 'named', initializer: 'heNormal' },
    { kind: 'named', initializer: 'leCunNormal' },
    { kind: 'byActivation' },
  ],
};

/** A summary that fits into JSON: its buckets, thinned, as lists; null where only the figures were kept. */
export const keptSummarySchema = v.object({
  ...v.omit(summarySchema, ['buckets']).entries,
  buckets: v.nullable(v.object({ bucket: v.array(v.number()), last: v.array(v.number()), count: v.array(v.number()) })),
});
export type KeptSummary = v.InferOutput<typeof keptSummarySchema>;

/** A layer with weights, in the model's order. */
export const comparedLayerSchema = v.object({
  name: v.string(),
  site: v.nullable(siteSchema),
  /** The initializers that it was built with: `randomNormal(0, 1)`; empty where that is not known. */
  written: v.string(),
  /** What fits the activation that follows it. */
  advice: v.picklist(initializerNames),
  /** Arguments of its constructor that name them: `kernelInitializer`; empty where they cannot be set. */
  arguments: v.array(v.string()),
  /** Why its weights stay as they are; null where they were initialized anew. */
  kept: v.nullable(v.string()),
});
export type ComparedLayer = v.InferOutput<typeof comparedLayerSchema>;

export const candidateWords = ['fits', 'grows', 'shrinks', 'uneven', 'vanishes', 'not finite', 'too sure'] as const;
export const candidateRunSchema = v.object({
  candidate: candidateSchema,
  /** `as written`, `normal(0, 1)`, `heNormal`, `by activation`: identifies it. */
  id: v.string(),
  /** The initializer of each layer that was initialized anew; of all layers as they were written for `as written`. */
  settings: v.record(v.string(), v.string()),
  status: v.picklist(['completed', 'failed']),
  /** Why it failed. */
  error: v.nullable(v.string()),
  seconds: v.number(),
  /** Mean loss of the batch; null where it is not known or is not finite. */
  loss: figure,
  isLossFinite: v.boolean(),
  /** What each layer computes before its activation, or returns where it has none; those that have neither are left out. */
  layers: v.array(v.object({ name: v.string(), summary: keptSummarySchema })),
  /** Largest standard deviation over the smallest; null where there are none. */
  ratio: figure,
  /** That of the last layer over that of the first. */
  change: figure,
  word: v.nullable(v.picklist(candidateWords)),
});
export type CandidateRun = v.InferOutput<typeof candidateRunSchema>;

export const initializerComparisonSchema = v.object({
  /** The fit that it was stopped before; null for a model that is not trained. */
  fit: v.nullable(v.number()),
  model: v.string(),
  /** Milliseconds since 1970. */
  startedAt: v.number(),
  seconds: v.number(),
  /** Examples of the batch; 0 where there was none. */
  probed: v.number(),
  /** What has to be known beside: why there is nothing to compare, or how it was compared. */
  note: v.nullable(v.string()),
  /** Classes that the loss tells apart, so that an undecided network has ln(classes); null for another loss. */
  classes: v.nullable(v.number()),
  /** Root of the mean square of what enters the network; null where that has no meaning (indices). */
  inputSpread: figure,
  layers: v.array(comparedLayerSchema),
  /** Candidates, those to come included. */
  total: v.number(),
  runs: v.array(candidateRunSchema),
  /** Present once all candidates have run. */
  verdict: v.nullable(
    v.object({
      /** `id` of the one that fits best; null where none does. */
      best: v.nullable(v.string()),
      /** The sentence with the answer; `strong` is what matters in it, and comes first. */
      strong: v.string(),
      sentence: v.string(),
      /** Null where nothing is to be changed, or no edit can. */
      remedy: v.nullable(remedySchema),
    }),
  ),
});
export type InitializerComparison = v.InferOutput<typeof initializerComparisonSchema>;
