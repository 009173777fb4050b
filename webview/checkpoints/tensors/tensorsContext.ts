import type { CheckpointAt, PanelParams } from '../../../extension/protocol/panel';
import type { FileDescription, TensorEntry } from '../../../extension/protocol/reader';
import type { CheckpointRead } from '../../state/checkpointReads';
import { chosenTensor } from '../../models/tensorNames/tensorRows';
import type { PanelContext } from '../../panel/panelContext';
import { at, type CheckpointPair } from '../checkpointPair';

/** Which checkpoint is looked into, and which of its tensors. */
export class TensorsContext {
  /** The last description that came: it stands until that of the next checkpoint is there. */
  private last: { key: string; description: FileDescription } | null = null;

  constructor(private readonly pair: CheckpointPair) {}
  get panel(): PanelContext {
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

  /** What the reader answers of the chosen tensor, asked once; null where there is none. */
  read<N extends Exclude<CheckpointRead, 'compareCheckpoints' | 'weightPaths'>>(
    name: N,
    more: Omit<PanelParams<N>, 'at'>,
  ) {
    const at = this.at();
    return at ? this.panel.data.checkpointReads.get(name, { at, ...more } as PanelParams<N>) : null;
  }
}
