import * as vscode from 'vscode';

/** The document of a file that is open; undefined where it is not. */
export const openDocument = (uri: vscode.Uri): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find(d => d.uri.toString() === uri.toString());

/** Text of a file that may not be open; empty where it cannot be read. */
export async function readText(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return '';
  }
}

/** Offset of the first character of each line. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  return starts;
}

/** Position of an offset in a text with these line starts. */
export function positionIn(starts: readonly number[], offset: number): vscode.Position {
  const line = Math.max(
    0,
    starts.findLastIndex(s => s <= offset),
  );
  return new vscode.Position(line, offset - starts[line]!);
}
