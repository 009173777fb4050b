import * as fs from 'node:fs';

/** As libraries call the weights in a model's folder; those in parts by their index. The safe format goes first. */
const names = ['model', 'diffusion_pytorch_model', 'pytorch_model', 'adapter_model', 'tf_model'];
const endings = ['.safetensors.index.json', '.safetensors', '.bin.index.json', '.bin', '.h5', '.onnx'];

/** The name of the file of weights that a folder of a model stands for, as Hugging Face's libraries write it; null where there is none. */
export function folderWeights(folder: string): string | null {
  let inside: Set<string>;
  try {
    inside = new Set(fs.readdirSync(folder));
  } catch {
    return null;
  }
  for (const ending of endings) for (const name of names) if (inside.has(name + ending)) return name + ending;
  return null;
}
