import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as vscode from 'vscode';

/** Text of a file as a run saw it. */
export interface SourceVersion {
  /** Of the text; null where the run is older than this window, so that only times can be compared. */
  hash: string | null;
  /** Milliseconds since 1970: a file that was written later is another text. */
  readAt: number;
}

/** Clocks of file systems are coarse, and the file is saved just before the run. */
const toleranceMs = 2000;

/** Tells whether a file still has the text that a run saw. Hashes of open documents are kept by their version. */
export class SourceVersions {
  private readonly hashes = new WeakMap<vscode.TextDocument, { version: number; hash: string }>();

  /** The version of the file on disk now; hash null where it cannot be read. */
  current(file: string): SourceVersion {
    try {
      return { hash: hashOf(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '')), readAt: Date.now() };
    } catch {
      return { hash: null, readAt: Date.now() };
    }
  }

  /** True where the open document, else the file on disk, differs from what the run saw. */
  isChanged(file: string, seen: SourceVersion): boolean {
    const document = vscode.workspace.textDocuments.find(d => d.uri.scheme === 'file' && d.uri.fsPath === file);
    if (document && seen.hash !== null) return this.hashOfDocument(document) !== seen.hash;
    if (document?.isDirty) return true;
    try {
      return fs.statSync(file).mtimeMs > seen.readAt + toleranceMs;
    } catch {
      return true;
    }
  }

  private hashOfDocument(document: vscode.TextDocument): string {
    const known = this.hashes.get(document);
    if (known?.version === document.version) return known.hash;
    const hash = hashOf(document.getText());
    this.hashes.set(document, { version: document.version, hash });
    return hash;
  }
}

const hashOf = (text: string): string => createHash('sha1').update(text).digest('base64');
