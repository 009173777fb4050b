/** Options of NODE_OPTIONS that belong to whoever debugs or loads the parent, with their value where it is a word of its own. */
const foreign =
  /^--(inspect(-brk|-port|-wait|-publish-uid)?|debug-port|experimental-loader|loader|import|require)(=|$)|^-r$/;
const takesValue = /^--(inspect-port|inspect-publish-uid|debug-port|experimental-loader|loader|import|require)$|^-r$/;

/**
 * Returns the NODE_OPTIONS for a child: limits such as `--max-old-space-size` stay; debugging flags and what is loaded
 * into the parent (an editor's debugger, a TypeScript runner) go.
 */
export function cleanNodeOptions(options: string): string {
  // words as Node splits them: by spaces, with double quotes around one that has spaces
  const words = options.match(/(?:"(?:\\.|[^"])*"|[^\s"])+/g) ?? [];
  const kept: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (!foreign.test(word)) kept.push(word);
    else if (takesValue.test(word)) i++;
  }
  return kept.join(' ');
}

/** Variables of an editor's own processes; a program that is run from a terminal does not have them. */
const editorVariable = /^(VSCODE_|ELECTRON_|CHROME_DESKTOP$|ORIGINAL_XDG_CURRENT_DESKTOP$|NODE_CHANNEL_)/;

/**
 * Returns the environment of a child: the parent's without what is only the parent's, then the program's own on top.
 * @param isElectron the child is run by Electron, which has to be told that it is Node
 */
export function childEnvironment(
  parent: Record<string, string | undefined>,
  own: Record<string, string>,
  isElectron: boolean,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(parent))
    if (value !== undefined && !editorVariable.test(name)) environment[name] = value;
  const options = cleanNodeOptions(environment.NODE_OPTIONS ?? '');
  if (options) environment.NODE_OPTIONS = options;
  else delete environment.NODE_OPTIONS;
  Object.assign(environment, own);
  if (isElectron) environment.ELECTRON_RUN_AS_NODE = '1';
  return environment;
}
