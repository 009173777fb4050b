// Running a model file: what it is fed, and what came of it.
import * as v from 'valibot';
import type { ActivationMaps, InputPictures } from './closeUp';
import type { Shape } from './model';
import type { Summary } from './summary';

/** How pixels of 0 to 255 become what the network was trained on. */
export const pixelScales = ['0..255', '0..1', '-1..1', 'imagenet'] as const;
export type PixelScale = (typeof pixelScales)[number];

/** What a model is fed: an image, a `.npy` of one example or a batch, a folder of images, or seeded noise of its input's shape. */
export const fileInputSchema = v.variant('kind', [
  v.object({ kind: v.literal('image'), path: v.string(), scale: v.nullable(v.picklist(pixelScales)) }),
  v.object({ kind: v.literal('npy'), path: v.string() }),
  v.object({ kind: v.literal('folder'), path: v.string(), scale: v.nullable(v.picklist(pixelScales)) }),
  v.object({ kind: v.literal('noise'), seed: v.number() }),
]);
export type FileInput = v.InferOutput<typeof fileInputSchema>;

/** What one output says of one example. */
export interface FileOutput {
  name: string;
  shape: number[];
  /** `probabilities`: not negative, sum 1. `values`: anything else. */
  kind: 'probabilities' | 'logits' | 'values';
  /** The first 1,000 values. */
  values: number[];
  /** The largest, at most 5, the largest first. `label`: where the file, or one beside it, names the classes. */
  top: { index: number; label: string | null; value: number }[];
}
/** What one layer returned, over all examples. */
export interface FileActivation {
  name: string;
  className: string;
  outputShape: Shape;
  summary: Summary;
  /** Of convolutions and the like, for the first example; else null. */
  maps: ActivationMaps | null;
  /** The first 256 values of the first example, where there are no maps. */
  values: number[] | null;
}
export interface FileRunResult {
  /** `native 2.15.1`, `wasm 4.22.0`. */
  backend: string;
  input: {
    name: string;
    shape: Shape;
    /** How it was made fit: `64×64 RGB → grey, 28×28, ÷255`. */
    how: string;
    /** True where the scale was guessed. */
    isGuessed: boolean;
    scale: PixelScale | null;
  };
  /** As the network sees them; null where they are no images. */
  pictures: InputPictures | null;
  examples: { label: string; outputs: FileOutput[] }[];
  /** In the order of the forward pass; empty where the format does not give them (SavedModel). */
  layers: FileActivation[];
  /** What is left out or was guessed, in plain sentences. */
  notes: string[];
}

/** What the process that runs a model file is asked. */
export const fileRunRequestSchema = v.object({
  /** Absolute: a file or folder, as the reader opens it. */
  place: v.string(),
  input: fileInputSchema,
  backend: v.picklist(['auto', 'native', 'wasm', 'cpu']),
  /** As in a program's launch. */
  nativeFolder: v.nullable(v.string()),
  tensorflowPath: v.nullable(v.string()),
});
export type FileRunRequest = v.InferOutput<typeof fileRunRequestSchema>;

/** At most so many examples of one run. */
export const maxFileExamples = 256;

/** One run at a time; to cancel it its process is ended. */
export type ToFileRunner = { type: 'run'; id: number; request: FileRunRequest };
export type FromFileRunner =
  | { type: 'hello'; protocolVersion: number; pid: number }
  /** `done` of `total` examples; 0 of 0 where there is nothing to count. */
  | { type: 'progress'; id: number; stage: string; done: number; total: number }
  | { type: 'reply'; id: number; ok: true; value: FileRunResult }
  | { type: 'reply'; id: number; ok: false; error: { code: string; message: string; remedy: string; where: string } };
