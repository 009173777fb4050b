import type { SourceLanguage } from './sourceFacts';

/** The language of a source file by its extension; null for what is no JavaScript or TypeScript. */
export function languageOfPath(path: string): SourceLanguage | null {
  const extension = /\.([cm]?[jt]sx?)$/i.exec(path)?.[1]?.toLowerCase();
  if (!extension) return null;
  const isReact = extension.endsWith('x');
  if (extension.includes('ts')) return isReact ? 'typescriptreact' : 'typescript';
  return isReact ? 'javascriptreact' : 'javascript';
}
