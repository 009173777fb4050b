import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as tfjs from '@tensorflow/tfjs';
import { LayerglassError } from '../../../protocol/errors';

type TensorFlowModule = typeof tfjs;
type ModelArtifacts = tfjs.io.ModelArtifacts;
type WeightGroups = tfjs.io.WeightsManifestConfig;

type Router = Parameters<typeof tfjs.io.registerLoadRouter>[0];

const scheme = 'file://';
const weightsName = 'weights.bin';

/**
 * `tf.io.fileSystem` and the handlers of `file://`, in the format of tfjs-node: a folder with `model.json` and
 * `weights.bin`. Saving is whole or not at all; loading reads no file outside the folder of the model.
 */
export function createFileSystem(tf: TensorFlowModule): {
  NodeFileSystem: new (path: string | string[]) => tfjs.io.IOHandler;
  fileSystem: (path: string | string[]) => tfjs.io.IOHandler;
  nodeFileSystemRouter: Router;
} {
  class NodeFileSystem implements tfjs.io.IOHandler {
    static readonly URL_SCHEME = scheme;
    readonly path: string | string[];
    constructor(given: string | string[]) {
      this.path = Array.isArray(given) ? given.map(p => path.resolve(p)) : path.resolve(given);
    }

    async save(artifacts: ModelArtifacts): Promise<tfjs.io.SaveResult> {
      if (Array.isArray(this.path))
        throw failure('save-model', 'A model is saved to one path, not to several.', this.path[0]);
      if (artifacts.modelTopology instanceof ArrayBuffer)
        throw failure('save-model', 'A graph model in binary form cannot be saved.', this.path);
      await saveFolder(this.path, artifacts);
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }

    async load(): Promise<ModelArtifacts> {
      if (!Array.isArray(this.path)) {
        const model = (await readJson(this.path)) as tfjs.io.ModelJSON;
        return artifactsOf(model, path.dirname(this.path));
      }
      // A graph in protocol buffer form, and the manifest of its weights.
      const [topology, manifest] = this.path as [string, string];
      if (this.path.length !== 2)
        throw failure('load-model', 'A binary graph has two paths: its graph and its manifest.', topology);
      const modelTopology = toArrayBuffer([await readFile(topology)]);
      const groups = (await readJson(manifest)) as WeightGroups;
      const [weightSpecs, weightData] = await loadWeights(groups, path.dirname(manifest));
      return { modelTopology, weightSpecs, weightData };
    }
  }
  const fileSystem = (given: string | string[]): tfjs.io.IOHandler => new NodeFileSystem(given);
  const strip = (url: string): string =>
    // tfjs-node takes what follows file:// as it stands, relative paths too; a true URL is read as one.
    /^file:\/\/\/.*%[0-9a-f]{2}/i.test(url) && !fs.existsSync(url.slice(scheme.length))
      ? fileURLToPath(url)
      : url.slice(scheme.length);
  return {
    NodeFileSystem,
    fileSystem,
    nodeFileSystemRouter: url => {
      const urls = Array.isArray(url) ? url : [url];
      if (!urls.every(u => typeof u === 'string' && u.startsWith(scheme))) return null as unknown as tfjs.io.IOHandler;
      return new NodeFileSystem(Array.isArray(url) ? url.map(strip) : strip(url));
    },
  };
}

/** In tfjs-core only from 3.10 on, so it is done here. */
async function artifactsOf(model: tfjs.io.ModelJSON, folder: string): Promise<ModelArtifacts> {
  if (typeof model !== 'object' || model === null)
    throw failure('load-model', `${folder}: the model is no object.`, folder);
  const { weightsManifest, modelTopology, format, generatedBy, convertedBy } = model;
  const { trainingConfig, signature, userDefinedMetadata, modelInitializer, initializerSignature } = model;
  const optional = { trainingConfig, signature, userDefinedMetadata, modelInitializer, initializerSignature };
  const artifacts: ModelArtifacts = { modelTopology, format, generatedBy, convertedBy, ...defined(optional) };
  if (!weightsManifest) return artifacts;
  const [weightSpecs, weightData] = await loadWeights(weightsManifest, folder);
  return { ...artifacts, weightSpecs, weightData };
}

/** Writes both files beside their places first; the weights go in before the model.json that names them. */
async function saveFolder(folder: string, artifacts: ModelArtifacts): Promise<void> {
  const { weightSpecs, weightData, modelTopology, format, generatedBy, convertedBy } = artifacts;
  const { trainingConfig, signature, userDefinedMetadata, modelInitializer, initializerSignature } = artifacts;
  const model = {
    modelTopology,
    weightsManifest: [{ paths: [weightsName], weights: weightSpecs ?? [] }],
    format,
    generatedBy,
    convertedBy,
    ...defined({ trainingConfig, signature, userDefinedMetadata, modelInitializer, initializerSignature }),
  };
  const parts = Array.isArray(weightData) ? weightData : weightData ? [weightData] : [];
  const weights = new Uint8Array(toArrayBuffer(parts.map(part => Buffer.from(part))));
  const mark = `.${process.pid}-${Date.now().toString(36)}.tmp`;
  const files: [string, Uint8Array | string][] = [
    [path.join(folder, weightsName), weights],
    [path.join(folder, 'model.json'), JSON.stringify(model)],
  ];
  try {
    await fs.promises.mkdir(folder, { recursive: true });
    for (const [file, content] of files) await writeFlushed(file + mark, content);
    for (const [file] of files) await fs.promises.rename(file + mark, file);
  } catch (error) {
    for (const [file] of files) await fs.promises.rm(file + mark, { force: true }).catch(() => undefined);
    throw failure('save-model', `The model cannot be saved to ${folder}: ${(error as Error).message}`, folder, error);
  }
}

const defined = (fields: object): object => Object.fromEntries(Object.entries(fields).filter(([, v]) => v != null));

async function writeFlushed(file: string, content: Uint8Array | string): Promise<void> {
  const handle = await fs.promises.open(file, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function loadWeights(
  groups: WeightGroups,
  folder: string,
): Promise<[tfjs.io.WeightsManifestEntry[], ArrayBuffer]> {
  const root = await fs.promises.realpath(folder);
  const specs: tfjs.io.WeightsManifestEntry[] = [];
  const buffers: Buffer[] = [];
  for (const group of groups) {
    specs.push(...group.weights);
    for (const name of group.paths) buffers.push(await readFile(await containedFile(root, name)));
  }
  return [specs, toArrayBuffer(buffers)];
}

/** A manifest comes with a model from anywhere: what it names must lie, by its real path, in the model's folder. */
async function containedFile(root: string, name: string): Promise<string> {
  const file = path.resolve(root, name);
  const real = await fs.promises.realpath(file).catch(() => file);
  const inside = path.relative(root, real);
  if (typeof name !== 'string' || inside === '' || inside.startsWith('..') || path.isAbsolute(inside))
    throw failure('load-model', `The model names a weights file outside its folder: ${JSON.stringify(name)}.`, root);
  return real;
}

async function readFile(file: string): Promise<Buffer> {
  try {
    return await fs.promises.readFile(file);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw failure(
      'load-model',
      isMissing ? `There is no file ${file}.` : `${file}: ${(error as Error).message}`,
      file,
      error,
    );
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = (await readFile(file)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failure('load-model', `${file} is not JSON: ${(error as Error).message}`, file, error);
  }
}

function toArrayBuffer(buffers: Buffer[]): ArrayBuffer {
  const joined = new Uint8Array(buffers.reduce((sum, b) => sum + b.byteLength, 0));
  let offsetBytes = 0;
  for (const buffer of buffers) {
    joined.set(buffer, offsetBytes);
    offsetBytes += buffer.byteLength;
  }
  return joined.buffer;
}

function failure(code: string, message: string, where: string | undefined, cause?: unknown): LayerglassError {
  return new LayerglassError(code, message, { where, cause });
}
