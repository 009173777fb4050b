import type * as vscode from 'vscode';
import type { LayerInfo, ModelInfo } from '../../extension/protocol/model';
import type { Finding, LayerSnapshot } from '../../extension/protocol/run';

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

/** What is known of the models that a source file builds; the host implements it, the providers ask it. */
export interface ModelKnowledge {
  /** All instances built by the call whose constructor name starts at this place (1-based line and column); several for a loop. */
  layersAt(uri: vscode.Uri, line: number, column: number): KnownLayer[];
  /** The models built at a place: `tf.sequential(`, `tf.model(`. */
  modelsAt(uri: vscode.Uri, line: number, column: number): ModelInfo[];
  /** The same summaries with buckets, read from the run folder; null where they are not kept. */
  histogramsOf(known: KnownLayer): Promise<LayerSnapshot | null>;
  /** The source has changed since the run that is known: figures may be of an older text. */
  isStale(uri: vscode.Uri): boolean;
  readonly onDidChange: vscode.Event<void>;
}
