import type { Shape } from '../../protocol/model';
import type { PixelScale } from '../../protocol/fileRun';
import type { LayerRow } from '../watch/models/layerRows';
import type { LayerLike, Tensor } from '../watch/tfjsInternals';

export interface ModelInput {
  name: string;
  /** With the batch first; null: any size. */
  shape: Shape;
  dtype: 'float32' | 'int32' | 'bool';
  /** Whole numbers from 0 to before this are all that it takes: what an embedding looks up. null: any number. */
  below: number | null;
  /** It is an image with its channels before its rows. */
  isChannelsFirst: boolean;
}

/** A layer has returned this. */
export type LayerSeen = (layer: LayerLike, value: Tensor) => void;

/** A model of a file, with its weights, ready to be fed. */
export interface LoadedModel {
  inputs: ModelInput[];
  outputNames: string[];
  /** The layers that are watched, in the model's order; empty where the format does not give them. */
  rows: LayerRow[];
  /** How pixels are wanted, where the model scales them itself; null where nothing tells. */
  scale: PixelScale | null;
  /** It was trained to choose one of its outputs: what is not a probability is a logit. */
  isClassifier: boolean;
  /** Names of classes that the file itself has. */
  labels: string[] | null;
  /** What is left out, in plain sentences. */
  notes: string[];
  /** One forward pass; the tensors returned are the caller's. `see` is told of each layer in the order of the pass. */
  run(inputs: Tensor[], see: LayerSeen): Tensor[] | Promise<Tensor[]>;
}
