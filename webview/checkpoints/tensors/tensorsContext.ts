import type { CheckpointAt, PanelParams } from '../../../extension/protocol/panel';
import type {
  FileDescription,
  ReaderResults,
  TensorEntry,
  TensorFigures,
  TensorPictures,
} from '../../../extension/protocol/reader';
import { chosenTensor } from '../../models/tensorNames/tensorRows';
import type { PanelContext } from '../../panel/panelContext';
import type { Loaded } from '../../state/loaded';
import { maxFilters, mayHavePictures, type TensorSource } from '../../tensors/tensorSource';
import { at, type CheckpointPair } from '../checkpointPair';

/** Which checkpoint is looked into, and which of its tensors. */
export class TensorsContext implements TensorSource {
  /** The last description that came: it stands until that of the next checkpoint is there. */
  private last: { key: string; description: FileDescription } | null = null;

  constructor(private readonly pair: CheckpointPair) {}
  get panel(): PanelContext {
    return this.pair.panel;
  }
  get page(): PanelContext {
    return this.pair.panel;
  }

  /** Checkpoint B; null where the run has none. */
  at(): CheckpointAt | null {
    const b = this.pair.b();
    return b && at(b);
  }

  /** Asks for the description of the checkpoint, once. */
  describe() {
    const at = this.at();
    return at ? this.panel.data.checkpointReads.get('describeCheckpoint', { at }) : null;
  }

  /** The description of the checkpoint, or of the one before it while that is on its way; null before the first. Asks nothing. */
  description(): FileDescription | null {
    const at = this.at();
    if (!at) return null;
    const known = this.panel.data.checkpointReads.known('describeCheckpoint', { at });
    if (known?.value) this.last = { key: at.key, description: known.value };
    if (known?.error || this.last?.key !== at.key) return known?.value ?? null;
    return this.last.description;
  }

  /** The tensor that is looked into; null where none is, or this checkpoint has no such one. */
  tensor(): TensorEntry | null {
    return chosenTensor(this.description(), this.panel.store.selection.tensorName);
  }

  retry(): void {
    this.panel.data.checkpointReads.retry();
  }
  version(): unknown {
    return this.at()?.path;
  }

  figures(name: string): Loaded<TensorFigures> {
    const read = this.read('checkpointSummaries', { names: [name] });
    return { ...read, value: read.value?.tensors.find(t => t.name === name) ?? null };
  }
  pictures(tensor: TensorEntry, page: number): Loaded<TensorPictures> | null {
    if (!mayHavePictures(tensor)) return null;
    return this.read('checkpointPictures', { name: tensor.name, filters: maxFilters, page });
  }
  values(name: string, offset: number, count: number, isWanted: boolean): Loaded<ReaderResults['values']> | null {
    const at = this.at();
    const query = { name, offset, count };
    if (isWanted) return this.read('checkpointValues', query);
    return at && this.panel.data.checkpointReads.known('checkpointValues', { at, ...query });
  }

  /** What the reader answers of the checkpoint, asked once. */
  private read<N extends 'checkpointSummaries' | 'checkpointValues' | 'checkpointPictures'>(
    name: N,
    more: Omit<PanelParams<N>, 'at'>,
  ) {
    return this.panel.data.checkpointReads.get(name, { at: this.at(), ...more } as PanelParams<N>);
  }
}
