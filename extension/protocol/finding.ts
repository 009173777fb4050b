import * as v from 'valibot';
import { siteSchema } from './model';

export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** A value that can stand in source text as JSON writes it; lists are shapes. */
export const literalSchema = v.union([v.number(), v.string(), v.boolean(), v.null(), v.array(v.nullable(v.number()))]);
export type Literal = v.InferOutput<typeof literalSchema>;

/** An edit of the program in terms of its calls; the language room turns it into text. Sites are those of the calls. */
export const sourceEditSchema = v.variant('kind', [
  /** Sets a property of the configuration object of a layer's, compile's or fit's call; `value` null removes it. */
  v.object({ kind: v.literal('setArgument'), site: siteSchema, name: v.string(), value: literalSchema }),
  /** Sets the learning rate of the optimizer that a compile's call, or the call that made the optimizer, names. */
  v.object({ kind: v.literal('setLearningRate'), site: siteSchema, rate: v.number() }),
  /** Divides the inputs that a fit's call is given: `x` becomes `x.div(255)`. */
  v.object({ kind: v.literal('divideInputs'), site: siteSchema, divisor: v.number() }),
  /** Puts a layer of TensorFlow.js after the one at the site: `batchNormalization`, `dropout`. */
  v.object({
    kind: v.literal('insertLayer'),
    site: siteSchema,
    layer: v.string(),
    arguments: v.record(v.string(), literalSchema),
  }),
  v.object({ kind: v.literal('removeLayer'), site: siteSchema }),
  /** Adds `tf.callbacks.<callback>(arguments)` to a fit's call. */
  v.object({
    kind: v.literal('addCallback'),
    site: siteSchema,
    callback: v.string(),
    arguments: v.record(v.string(), literalSchema),
  }),
]);
export type SourceEdit = v.InferOutput<typeof sourceEditSchema>;

/** What a quick fix does: the words on it, and its edits, which are made together and undone together. */
export const remedySchema = v.object({
  /** `Use heNormal on conv1, conv2, dense1`. Says what it does. */
  label: v.string(),
  edits: v.array(sourceEditSchema),
});
export type Remedy = v.InferOutput<typeof remedySchema>;

export const findingSchema = v.object({
  rule: v.string(),
  severity: v.picklist(severities),
  fit: v.nullable(v.number()),
  model: v.nullable(v.string()),
  layer: v.nullable(v.string()),
  step: v.nullable(v.number()),
  /** A few words for a lens or a table cell: `variance ×180`, `NaN at step 12`. */
  label: v.string(),
  /** What, from where to where, what to use. */
  message: v.string(),
  /** One plain sentence: what it means. */
  meaning: v.string(),
  /** One plain sentence: what to do. */
  advice: v.string(),
  evidence: v.record(v.string(), v.union([v.number(), v.string(), v.null()])),
  site: v.nullable(siteSchema),
  /** Other places that have to do with it: the layer before, the compile's call. */
  related: v.array(v.object({ site: siteSchema, message: v.string() })),
  /** Edits that mend it, the best one first; empty where none does. */
  remedies: v.array(remedySchema),
});
export type Finding = v.InferOutput<typeof findingSchema>;

/**
 * What a person has set for the rules, by id: `off`, a severity, or an object with `severity` and the rule's own limits:
 * `{ "dead-units": "off", "poor-initialization": { "severity": "info", "maxVarianceRatio": 20 } }`.
 */
export const ruleSettingsSchema = v.record(
  v.string(),
  v.union([v.picklist(['off', ...severities]), v.record(v.string(), v.union([v.number(), v.string()]))]),
);
export type RuleSettings = v.InferOutput<typeof ruleSettingsSchema>;
