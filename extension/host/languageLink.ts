import type * as vscode from 'vscode';
import type { LayerInfo, ModelInfo } from '../protocol/model';
import type { Finding, Remedy } from '../protocol/finding';
import type { RunError } from '../protocol/run';

/** A layer as lenses and the cursor name it. */
export interface LinkedLayer {
  model: ModelInfo;
  layer: LayerInfo;
}

/** What the host uses of the language providers: they follow the edits that were made since a run. */
export interface LanguageLink {
  /** The known layers that the call at an offset of a file built. */
  layersAt(uri: string, offset: number): Promise<readonly LinkedLayer[]>;
  readonly onDidChangeLayerAtCursor: vscode.Event<{ uri: vscode.Uri; layers: readonly LinkedLayer[] }>;
  /** Edits of remedies; their sites are relative to `folder`. */
  readonly remedies: {
    apply(folder: vscode.Uri, remedy: Remedy): Promise<boolean>;
  };
  readonly diagnostics: {
    /** `run`: tells the program's runs apart. */
    set(
      program: string,
      run: { findings: readonly Finding[]; error: RunError | null; folder: vscode.Uri; run: string },
    ): Promise<void>;
    clear(program: string): void;
  };
}
