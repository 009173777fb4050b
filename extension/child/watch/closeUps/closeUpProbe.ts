import type { CloseUp, LayerCloseUp } from '../../../protocol/closeUp';
import type { SnapshotRef, UnitCounts } from '../../../protocol/run';
import type { TensorFlow } from '../../tensorflow';
import { isModel, type LayerRow } from '../models/layerRows';
import type { LayerLike, ModelLike } from '../tfjsInternals';
import type { ProbeBatch } from '../probe/probeBatch';
import { measureWork } from '../training/workClock';
import { chosenExamples } from './chosenExamples';
import { inputPictures } from './inputPictures';
import { kernelPictures } from './kernelPictures';
import { MapProbe } from './mapProbe';
import { UnitProbe } from './unitProbe';

/** What a probe sees of single units: their counts and figures, and pictures where they are wanted. */
export class CloseUpProbe {
  private readonly units: UnitProbe;
  private readonly maps: MapProbe;
  private readonly examples: number[];
  private hasProbed = false;
  /** What the pictures have cost so far, in milliseconds. */
  picturesCostMs = 0;

  /** The layers' activation functions must not be replaced yet. */
  constructor(
    private readonly rows: readonly LayerRow[],
    private readonly batch: ProbeBatch | null,
    private readonly hasPictures: boolean,
  ) {
    this.examples = batch && hasPictures ? chosenExamples(batch) : [];
    this.units = new UnitProbe(rows);
    this.maps = new MapProbe(rows, this.examples, batch?.examples ?? 0);
  }

  /** A call of the layer has returned these values. */
  add(layer: LayerLike, values: Float32Array | Int32Array | Uint8Array, shape: readonly number[]): void {
    this.hasProbed = true;
    this.units.add(layer, values, shape);
    if (this.hasPictures) this.timed(() => this.maps.add(layer, values, shape));
  }

  /** Null where the layer was not called, or its units cannot be told. */
  counts(layer: LayerLike): UnitCounts | null {
    return this.units.of(layer)?.counts() ?? null;
  }

  /** All that was seen; null where nothing was. Reads kernels: call it outside of the probe. */
  closeUp(tensorflow: TensorFlow, model: ModelLike | null, ref: SnapshotRef): CloseUp | null {
    const layers: LayerCloseUp[] = [];
    for (const { layer, name } of this.rows) {
      const units = this.units.of(layer)?.figures() ?? null;
      const maps = this.maps.of(layer);
      const kernels = this.hasPictures && !isModel(layer) ? this.timed(() => kernelsOf(tensorflow, layer)) : null;
      if (units || maps || kernels) layers.push({ name, units, kernels, maps });
    }
    if (!layers.length) return null;
    const isPictured = layers.some(l => l.maps || l.kernels);
    const names = model?.inputNames ?? [];
    const inputs =
      isPictured && this.batch && this.hasProbed
        ? this.timed(() => inputPictures(this.batch!, names, this.examples))
        : null;
    return { ...ref, examples: isPictured ? this.examples : [], inputs, layers };
  }

  private timed<T>(work: () => T): T {
    const { result, costMs } = measureWork(work);
    this.picturesCostMs += costMs;
    return result;
  }
}

/** Null too for a weight that is gone. */
function kernelsOf(tensorflow: TensorFlow, layer: LayerLike): LayerCloseUp['kernels'] {
  try {
    let pictures: LayerCloseUp['kernels'] = null;
    tensorflow.core.tidy(() => {
      pictures = kernelPictures(tensorflow, layer);
    });
    return pictures;
  } catch {
    return null;
  }
}
