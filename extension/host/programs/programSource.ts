/** Files that can be a program or be imported by one. */
export const sourceExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;

/** The text without comments, roughly: a comment mark inside a string is taken for one. Good enough to look for words. */
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"`\\])\/\/[^\n]*/g, '$1');

/** True where the text names a package of TensorFlow.js as a module. */
export function importsTensorFlow(text: string): boolean {
  return /['"`]@tensorflow\/tfjs[\w./-]*['"`]/.test(withoutComments(text));
}

/** True where the text itself trains: a call of fit, fitDataset, trainOnBatch, minimize or applyGradients. */
export function trainsModel(text: string): boolean {
  return /[.?]\s*(?:fit|fitDataset|trainOnBatch|minimize|applyGradients)\s*\(/.test(withoutComments(text));
}

/** The modules that the text imports, as written: import, export … from, require and import(), in order, each once. */
export function importSpecifiers(text: string): string[] {
  const source = withoutComments(text);
  const pattern = /(?:\bfrom\s*|\bimport\s*(?:\(\s*)?|\brequire\s*\(\s*)(?:'([^'\n]+)'|"([^"\n]+)"|`([^`$\n]+)`)/g;
  const found = new Set<string>();
  for (const match of source.matchAll(pattern)) found.add(match[1] ?? match[2] ?? match[3] ?? '');
  return [...found];
}
