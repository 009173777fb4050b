/** `layer`: builds a layer. `model`: builds or loads a model. `compile`: a model's compile. `train`: updates weights. */
export type CallRole = 'layer' | 'model' | 'compile' | 'train';

/**
 * A call in the source. Offsets count UTF-16 code units from 0. `start` is the first character of the callee, of `new`
 * where there is one: the place that a run calls the call's site.
 */
export interface SourceCall {
  role: CallRole;
  /** Last name of the callee: `conv2d`, `MyLayer`, `sequential`, `fit`; `layer` where it is computed. */
  name: string;
  start: number;
  /** End of the callee, exclusive: `tf.layers.conv2d` without its arguments. */
  calleeEnd: number;
  /** End of the whole call, exclusive. */
  end: number;
}

export interface ImportedModule {
  specifier: string;
  /** Offset of the specifier's first character, after the quote. */
  start: number;
}

/** What is known of a source file from its text alone. */
export interface SourceFacts {
  /** By `start`, ascending. */
  calls: SourceCall[];
  /** The file imports TensorFlow.js at run time: it can be a program of its own. */
  isProgram: boolean;
  /** Modules of relative path that it imports or re-exports at run time. */
  relativeImports: ImportedModule[];
}

/** Facts of a file that has nothing to do with TensorFlow.js. */
export const noFacts: SourceFacts = { calls: [], isProgram: false, relativeImports: [] };

/** How the text is to be read: the editor's own language ids. */
export type SourceLanguage = 'typescript' | 'javascript' | 'typescriptreact' | 'javascriptreact';
