import type { ModelInfo } from '../../extension/protocol/model';
import { memoizeLast } from '../models/memoizeLast';
import { scaleRows, type ScaleRow } from '../models/scaleRows';
import type { LayersContext } from './layersContext';

export interface RowsAtTime {
  model: ModelInfo;
  own: ScaleRow[];
  /** Of the run that it is compared with, at the same time. */
  other: { model: ModelInfo; rows: ScaleRow[] } | null;
}

/** The distributions of all layers at A and at B, of both runs: made once for all parts that show them. */
export class LayerScales {
  private readonly made = {
    a: { own: memoizeLast(scaleRows), other: memoizeLast(scaleRows) },
    b: { own: memoizeLast(scaleRows), other: memoizeLast(scaleRows) },
  };

  constructor(private readonly layers: LayersContext) {}

  /** Which of the two the person looks at: the start, or what is shown. */
  shown(): 'a' | 'b' {
    const { layers } = this;
    const isOneMoment = layers.refA()?.step === layers.refB()?.step;
    return layers.selection.scaleAt === 'start' && !isOneMoment ? 'a' : 'b';
  }

  /** There must be a model. */
  at(which: 'a' | 'b'): RowsAtTime {
    const { layers } = this;
    const facet = layers.facet();
    const model = layers.model()!;
    const otherModel = layers.against.model();
    const otherSnapshot = layers.against.snapshot(which);
    return {
      model,
      own: this.made[which].own(model, layers.snapshot(which), facet),
      other:
        otherModel && otherSnapshot
          ? { model: otherModel, rows: this.made[which].other(otherModel, otherSnapshot, facet) }
          : null,
    };
  }
}
