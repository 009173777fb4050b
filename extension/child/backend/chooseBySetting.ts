import { LayerglassError } from '../../protocol/errors';
import { nativeChoice, versionOf, type BackendChoice, type BackendRequest, type ChoiceTools } from './backendChoice';
import { familyOf, findPackageIn, nativeNames, readPackage, type FamilyName } from './family';

/**
 * What the setting `layerglass.tensorflowPath` leads to: it names a package folder, or a folder whose node_modules holds one.
 * Throws LayerglassError `tensorflow-path` where that cannot run as asked.
 */
export async function chooseBySetting(
  request: BackendRequest,
  setting: string,
  tools: ChoiceTools,
): Promise<BackendChoice> {
  const named =
    readPackage(setting) ??
    [...nativeNames, 'tfjs' as const].map(name => findPackageIn(name, setting)).find(p => p !== null) ??
    null;
  const remedy = 'Correct the setting layerglass.tensorflowPath, or leave it empty.';
  const where = 'layerglass.tensorflowPath';
  if (!named)
    throw new LayerglassError('tensorflow-path', `There is no TensorFlow.js package in ${setting}.`, { remedy, where });
  const isNative = (nativeNames as readonly FamilyName[]).includes(named.name);
  const wantsNative = request.backend === 'auto' || request.backend === 'native';
  if (isNative && wantsNative) {
    const trial = await tools.tryNative(named);
    if (!trial.works)
      throw new LayerglassError('tensorflow-path', `${named.name} ${named.version} in ${setting}: ${trial.why}.`, {
        remedy,
        where,
      });
    return nativeChoice(
      named,
      trial.tensorflowVersion,
      tools.ours,
      `${named.name} named by the setting layerglass.tensorflowPath`,
    );
  }
  if (request.backend === 'native')
    throw new LayerglassError('tensorflow-path', `${named.name} in ${setting} has no native library.`, {
      remedy,
      where,
    });
  const family = familyOf(named, tools.ours);
  const isSameAsOurs = versionOf(family) === versionOf(tools.ours);
  const hasWasm = family.get('tfjs-backend-wasm')?.version === versionOf(family) && isSameAsOurs;
  const name = request.backend === 'cpu' ? 'cpu' : hasWasm ? 'wasm' : 'own';
  if (request.backend === 'wasm' && name !== 'wasm')
    throw new LayerglassError(
      'tensorflow-path',
      `The WebAssembly backend runs TensorFlow.js ${versionOf(tools.ours)}; ${setting} holds ${versionOf(family)}.`,
      { remedy, where },
    );
  return {
    name,
    family,
    nativePackage: null,
    tensorflowVersion: null,
    reason: `TensorFlow.js ${versionOf(family)} named by the setting layerglass.tensorflowPath`,
    advice: name === 'wasm' ? '' : 'Name a tfjs-node package in the setting, or leave it empty.',
  };
}
