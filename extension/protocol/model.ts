import * as v from 'valibot';

/** Counted from 1; a run folder or a page may say anything. */
const ordinal = v.pipe(v.number(), v.integer(), v.minValue(1));
/** A position in the user's original source. `file` is relative to the program's folder, with `/`; lines and columns count from 1. */
export const siteSchema = v.object({ file: v.string(), line: ordinal, column: ordinal });
export type Site = v.InferOutput<typeof siteSchema>;

/** null stands for a dimension that is only known at run time (the batch). */
export const shapeSchema = v.array(v.nullable(v.number()));
export type Shape = v.InferOutput<typeof shapeSchema>;

export const weightInfoSchema = v.object({
  /** Name within the layer: kernel, bias, gamma, … */
  name: v.string(),
  shape: v.array(v.number()),
  dtype: v.string(),
  trainable: v.boolean(),
  /** Was trainable when the model was compiled: what its fit trains. Absent where the model is not compiled. */
  isCompiled: v.optional(v.boolean()),
});
export type WeightInfo = v.InferOutput<typeof weightInfoSchema>;

export const layerInfoSchema = v.object({
  name: v.string(),
  className: v.string(),
  /** Shape of the first output; with several calls of a shared layer, of the first call. */
  outputShape: v.nullable(shapeSchema),
  parameters: v.number(),
  trainable: v.number(),
  /** `16·3·3·1 + 16 = 160`, filters or units first; empty for a layer without parameters. */
  arithmetic: v.string(),
  weights: v.array(weightInfoSchema),
  /** Name of the activation function that the layer applies itself (`relu`, `softmax`, `linear`), else null. */
  activation: v.nullable(v.string()),
  /** What else it was configured with, as far as that is plain: strides, padding, dilationRate, rate, axis, useBias. */
  config: v.record(v.string(), v.union([v.number(), v.string(), v.boolean(), v.array(v.nullable(v.number()))])),
  /**
   * Multiply-adds of its kernels for one example, over all its calls; what scales value by value or looks up is not counted, as
   * in the literature. A nested model's are those of its layers. null where that is not known.
   */
  multiplyAdds: v.nullable(v.number()),
  /** Names of the layers whose output it takes: the edges of the graph. */
  inbound: v.array(v.string()),
  /** How often the layer is called in the model: 2 and more for a shared layer. */
  calls: v.number(),
  /** Depth in nested models: 0 for the model's own layers. */
  depth: v.number(),
  /** Name of the nested model or wrapper that holds it, for depth 1 and more. */
  parent: v.nullable(v.string()),
  /** The constructor call, in the innermost frame of the person's own files. */
  site: v.nullable(siteSchema),
  /** The callers of `site`, outwards. */
  via: v.array(siteSchema),
});
export type LayerInfo = v.InferOutput<typeof layerInfoSchema>;

export const modelInfoSchema = v.object({
  /** Unique in the run: the model's name, with `#2` appended where two models have the same. */
  name: v.string(),
  className: v.string(),
  parameters: v.number(),
  trainable: v.number(),
  layers: v.array(layerInfoSchema),
  inputs: v.array(v.object({ name: v.string(), shape: shapeSchema, dtype: v.string() })),
  outputs: v.array(v.object({ name: v.string(), shape: shapeSchema })),
  loss: v.nullable(v.string()),
  optimizer: v.nullable(v.string()),
  /** Of the optimizer, when the model was last announced; null where it has none or holds it elsewhere. */
  learningRate: v.nullable(v.number()),
  /** The call of `compile`, and the one that made the optimizer (`tf.train.adam`). */
  compileSite: v.nullable(siteSchema),
  optimizerSite: v.nullable(siteSchema),
  /** Where the model itself was built (`tf.sequential`, `tf.model`). */
  site: v.nullable(siteSchema),
});
export type ModelInfo = v.InferOutput<typeof modelInfoSchema>;

/** The one entry for trained variables that no layer holds. */
export const variablesModelName = 'variables';
