import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ProgramSettings } from '../../contributions';
import { isInside } from '../../core/runs/containedPath';

/** What a program is started with, all paths absolute. */
export interface ProgramLaunch {
  program: string;
  arguments: string[];
  folder: string;
  environment: Record<string, string>;
  runsFolder: string;
}

/** The settings of a program: the key is its path relative to the workspace folder, with or without `./`, with `/` or `\`. */
export function settingsOf(
  program: string,
  workspaceFolder: string | null,
  programs: Readonly<Record<string, ProgramSettings>>,
): ProgramSettings {
  if (workspaceFolder === null) return {};
  const isSame = (key: string): boolean => path.resolve(workspaceFolder, key.replaceAll('\\', '/')) === program;
  return Object.entries(programs).find(([key]) => isSame(key))?.[1] ?? {};
}

/**
 * How `program` starts. Its folder: the setting, else the nearest one with a package.json, not above the workspace folder,
 * else the workspace folder, else the program's own. Its runs: in the workspace folder, else in its folder.
 */
export function launchOf(program: string, workspaceFolder: string | null, settings: ProgramSettings): ProgramLaunch {
  const folder =
    settings.folder !== undefined && settings.folder !== ''
      ? path.resolve(workspaceFolder ?? path.dirname(program), settings.folder)
      : (nearestPackageFolder(program, workspaceFolder) ?? workspaceFolder ?? path.dirname(program));
  return {
    program,
    arguments: settings.arguments ?? [],
    folder,
    environment: settings.environment ?? {},
    runsFolder: path.join(workspaceFolder ?? folder, '.layerglass', 'runs'),
  };
}

/** The nearest folder upwards that has a package.json; null where there is none up to `limit` (null: up to the root). */
export function nearestPackageFolder(file: string, limit: string | null): string | null {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (limit !== null && !isInside(limit, folder)) return null;
    if (fs.existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) return null;
  }
}
