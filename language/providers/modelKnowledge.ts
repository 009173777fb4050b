import type * as vscode from 'vscode';
import type { LayerInfo, ModelInfo } from '../../extension/protocol/model';
import type { Finding } from '../../extension/protocol/finding';
import type { LayerSnapshot } from '../../extension/protocol/run';

/** A layer that the newest run or inspection built at a place in the source. */
export interface KnownLayer {
  model: ModelInfo;
  layer: LayerInfo;
  /** Of the newest snapshot, without buckets; null before there is one. */
  snapshot: LayerSnapshot | null;
  findings: Finding[];
  /** How the snapshot is called in text: `before training`, `epoch 3`, `step 400`. */
  moment: string;
}

/**
 * What is known of the models that a source file builds; the host implements it, the providers ask it. Lines and columns
 * are those of the text that ran: the providers follow the edits made since.
 */
export interface ModelKnowledge {
  /** Every layer whose `site` is in this file, in the order of the models. Called on each keystroke: must not compute. */
  layersIn(uri: vscode.Uri): readonly KnownLayer[];
  /** The models whose `site` is in this file: `tf.sequential(`, `tf.model(`. */
  modelsIn(uri: vscode.Uri): readonly ModelInfo[];
  /** All findings of that model, those of its layers included. */
  findingsOf(model: ModelInfo): readonly Finding[];
  /**
   * The summaries of `known.layer` with buckets, from the snapshot that `known` is of, read from the run folder; null where
   * they are not kept. The layer may be any of the model, one built in another file too.
   */
  histogramsOf(known: KnownLayer): Promise<LayerSnapshot | null>;
  /** The source has changed since the run that is known: figures may be of an older text. */
  isStale(uri: vscode.Uri): boolean;
  readonly onDidChange: vscode.Event<void>;
}
