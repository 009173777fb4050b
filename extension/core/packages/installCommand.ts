/** Lock files of package managers, with the command that installs a package with each. First match wins. */
const managers: [lockFile: string, command: string][] = [
  ['pnpm-lock.yaml', 'pnpm add'],
  ['yarn.lock', 'yarn add'],
  ['bun.lock', 'bun add'],
  ['bun.lockb', 'bun add'],
  ['package-lock.json', 'npm install'],
];

/**
 * Returns the command that installs the package with the person's own package manager: the one whose lock file lies in the
 * innermost of `folders` that has one; npm where none has.
 * @param folders from the program's folder outwards
 * @param has whether a folder holds a file of that name
 */
export function installCommand(
  packageName: string,
  folders: string[],
  has: (folder: string, file: string) => boolean,
): string {
  for (const folder of folders) {
    const manager = managers.find(([lockFile]) => has(folder, lockFile));
    if (manager) return `${manager[1]} ${packageName}`;
  }
  return `npm install ${packageName}`;
}

/** `@scope/name/deep/path` → `@scope/name`; null for a path or a builtin. */
export function packageNameOf(specifier: string): string | null {
  return /^(@[^/\\]+\/[^/\\]+|[^@./\\:#][^/\\:]*)(\/|$)/.exec(specifier)?.[1] ?? null;
}
