import type * as tfjs from '@tensorflow/tfjs';
import { createFileSystem } from './fileSystem';
import { createImageFunctions } from './images';
import { createSummaryFunctions } from './summaryFiles';
import { unavailable } from './unavailable';

type TensorFlowModule = typeof tfjs;

/**
 * What a program that imports tfjs-node gets where the native library cannot be had: all of TensorFlow.js, `file://`
 * models, and `tf.node` as far as it goes; what it cannot do throws a sentence that says so.
 */
export function createNodeStandIn(tf: TensorFlowModule): object {
  const fileSystem = createFileSystem(tf);
  tf.io.registerLoadRouter(fileSystem.nodeFileSystemRouter);
  tf.io.registerSaveRouter(fileSystem.nodeFileSystemRouter);
  const exports: Record<string, unknown> = {};
  Object.defineProperty(exports, '__esModule', { value: true });
  const own: Record<string, unknown> = {
    version: { ...tf.version, 'tfjs-node': tf.version.tfjs },
    io: { ...tf.io, fileSystem: fileSystem.fileSystem, nodeHTTPRequest: tf.io.http },
    node: nodeNamespace(tf),
    // Found in programs as require('@tensorflow/tfjs-node/dist/io/file_system').
    NodeFileSystem: fileSystem.NodeFileSystem,
    nodeFileSystemRouter: fileSystem.nodeFileSystemRouter,
    fileSystem: fileSystem.fileSystem,
  };
  for (const name of Object.keys(tf) as (keyof TensorFlowModule)[])
    if (!(name in own)) Object.defineProperty(exports, name, { enumerable: true, get: () => tf[name] });
  return Object.assign(exports, own);
}

function nodeNamespace(tf: TensorFlowModule): object {
  const savedModels = ['getMetaGraphsFromSavedModel', 'loadSavedModel'];
  return {
    ...createImageFunctions(tf),
    ...createSummaryFunctions(tf),
    // tfjs-node gives promises of them
    ...Object.fromEntries(
      savedModels.map(name => {
        const fail = unavailable(`tf.node.${name}`);
        return [name, async () => fail()];
      }),
    ),
    getNumOfSavedModels: () => 0,
  };
}
