import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Names another place for the native TensorFlow that Layerglass installs. */
export const nativeFolderVariable = 'LAYERGLASS_NATIVE';

/** Where Layerglass keeps native TensorFlow: one for each person and machine, whatever program uses it. */
export function nativeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment[nativeFolderVariable];
  if (named) return path.resolve(named);
  const home = os.homedir();
  const base =
    process.platform === 'win32'
      ? environment.LOCALAPPDATA || path.join(home, 'AppData', 'Local')
      : process.platform === 'darwin'
        ? path.join(home, 'Library', 'Application Support')
        : environment.XDG_DATA_HOME || path.join(home, '.local', 'share');
  return path.join(base, 'layerglass', 'native');
}

/** That folder where an installation is in it, else null. Whether its library loads is tried when a program starts. */
export function findNativeFolder(environment: NodeJS.ProcessEnv = process.env): string | null {
  const folder = nativeFolder(environment);
  const isThere = ['tfjs-node-gpu', 'tfjs-node'].some(name =>
    fs.existsSync(path.join(folder, 'node_modules', '@tensorflow', name, 'package.json')),
  );
  return isThere ? folder : null;
}
