import ts from 'typescript';
import type { SourceLanguage } from './sourceFacts';

// JavaScript may hold JSX under either id; in TypeScript `<any>tf` is an assertion.
const scriptKinds: Record<SourceLanguage, ts.ScriptKind> = {
  typescript: ts.ScriptKind.TS,
  typescriptreact: ts.ScriptKind.TSX,
  javascript: ts.ScriptKind.JSX,
  javascriptreact: ts.ScriptKind.JSX,
};

/** The syntax tree of a text, with parents. Half-typed text has one too; text that is nested too deep throws RangeError. */
export const parseSource = (text: string, language: SourceLanguage): ts.SourceFile =>
  ts.createSourceFile('source', text, ts.ScriptTarget.Latest, true, scriptKinds[language]);

/** True where the text is no program as it stands: something is missing or too much. */
export function hasSyntaxErrors(file: ts.SourceFile): boolean {
  // the parser's own list, which TypeScript's type of the tree does not show
  return ((file as { parseDiagnostics?: readonly unknown[] }).parseDiagnostics?.length ?? 0) > 0;
}
