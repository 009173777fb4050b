import type { FileModel, FileProblem, TensorEntry } from '../../../protocol/reader';

export interface KerasModels {
  models: FileModel[];
  problems: FileProblem[];
}

/**
 * The models that a parsed configuration of Keras or TensorFlow.js tells of: one, or none where it is no configuration.
 * @param config `modelTopology` of a model.json, `model_config` of a `.h5`, `config.json` of a `.keras`
 * @param tensors the file's; their names or `layer` say which layer they belong to
 * @param training `training_config`, `trainingConfig` or `compile_config`, where it stands apart
 */
export function kerasModels(config: unknown, tensors: readonly TensorEntry[], training?: unknown): KerasModels {
  void [config, tensors, training];
  return { models: [], problems: [] };
}
