import * as os from 'node:os';
import * as path from 'node:path';

/** Names another place for what Layerglass keeps of a person. */
export const configFolderVariable = 'LAYERGLASS_CONFIG';

/** Where Layerglass keeps what belongs to a person on this machine, whatever the project. It may not be there yet. */
export function configFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment[configFolderVariable];
  if (named) return path.resolve(named);
  const home = os.homedir();
  const base =
    process.platform === 'win32'
      ? environment.APPDATA || path.join(home, 'AppData', 'Roaming')
      : process.platform === 'darwin'
        ? path.join(home, 'Library', 'Application Support')
        : environment.XDG_CONFIG_HOME || path.join(home, '.config');
  return path.join(base, 'layerglass');
}
