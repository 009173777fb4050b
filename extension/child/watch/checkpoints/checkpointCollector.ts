import type { CheckpointContent, OptimizerState, TensorData } from '../../../core/runs/checkpointContent';
import type { Notice } from '../../../protocol/run';
import { safeWeights } from '../models/layerRows';
import type { ModelRegistry, WatchedModel } from '../models/modelRegistry';
import type { ModelLike, OptimizerLike } from '../tfjsInternals';
import { optimizerState } from './optimizerState';
import { type TensorCopies, uniqueNames } from './tensorData';
import { wallClockMs } from '../../clock';

export type CheckpointMoment = Pick<
  CheckpointContent,
  'fit' | 'step' | 'epoch' | 'batch' | 'reason' | 'metrics' | 'shuffle' | 'resume'
>;

/** A program may make a new optimizer in each round: the older ones are let go. */
const maxLooseOptimizers = 4;

/** Copies all that a checkpoint holds: every model that is alive, trained variables, optimizers, random state. */
export class CheckpointCollector {
  private readonly topologies = new WeakMap<ModelLike, { signature: string; topology: unknown }>();
  /** The newest that trained without `compile`. Held, so that the last checkpoint has them when the program has let go. */
  private readonly looseOptimizers = new Set<OptimizerLike>();
  private readonly seenOptimizers = new WeakSet<OptimizerLike>();
  private hasSaidTopology = false;

  constructor(
    private readonly models: ModelRegistry,
    private readonly random: { state(): CheckpointContent['random'] },
    private readonly notice: (notice: Notice) => void,
    private readonly copies: TensorCopies,
  ) {}

  trainedWith(optimizer: OptimizerLike): void {
    if (this.seenOptimizers.has(optimizer)) return;
    this.seenOptimizers.add(optimizer);
    this.looseOptimizers.add(optimizer);
    const [oldest] = this.looseOptimizers;
    if (oldest && this.looseOptimizers.size > maxLooseOptimizers) this.looseOptimizers.delete(oldest);
  }

  /** In the order in which they first trained. */
  get looseInOrder(): readonly OptimizerLike[] {
    return [...this.looseOptimizers];
  }

  collect(moment: CheckpointMoment): CheckpointContent {
    for (const model of this.models.topModels()) this.models.announce(model);
    const entries = this.models.announced;
    this.copies.begin();
    return {
      ...moment,
      time: wallClockMs(),
      models: entries.flatMap(entry =>
        entry.model && isAlive(entry.model) ? [this.modelContent(entry, entry.model)] : [],
      ),
      variables: looseTensors(
        entries.find(e => !e.model),
        this.copies,
      ),
      optimizers: this.optimizers(entries),
      random: this.random.state(),
    };
  }

  private modelContent(entry: WatchedModel, model: ModelLike): CheckpointContent['models'][number] {
    const weights = safeWeights(model)
      .map(w => this.copies.of(w.originalName, w.read()))
      .filter(t => t !== null);
    return {
      name: entry.name,
      topology: this.topologyOf(model),
      trainingConfig: model.optimizer ? plain(() => (model.model ?? model).getTrainingConfig?.()) : null,
      weights: uniqueNames(weights),
    };
  }

  private topologyOf(model: ModelLike): unknown {
    const signature = model.layers.map(l => `${l.name}:${l.trainable}:${l.built}`).join();
    const known = this.topologies.get(model);
    if (known?.signature === signature) return known.topology;
    const topology = plain(() => model.toJSON?.(null, false));
    this.topologies.set(model, { signature, topology });
    if (topology === null && !this.hasSaidTopology) {
      this.hasSaidTopology = true;
      this.notice({
        code: 'topology-missing',
        message: `The model ${model.name} cannot describe its layers, so its checkpoints hold weights only: a custom layer's getConfig() fails.`,
      });
    }
    return topology;
  }

  private optimizers(entries: WatchedModel[]): OptimizerState[] {
    const states: OptimizerState[] = [];
    const compiled = new Set<OptimizerLike>();
    for (const { name, model } of entries) {
      if (!model?.optimizer || compiled.has(model.optimizer)) continue;
      compiled.add(model.optimizer);
      states.push(optimizerState(model.optimizer, name, this.copies));
    }
    for (const optimizer of this.looseOptimizers)
      if (!compiled.has(optimizer)) states.push(optimizerState(optimizer, null, this.copies));
    return states;
  }
}

const isAlive = (model: ModelLike): boolean => safeWeights(model).every(w => !w.val?.isDisposed);

function looseTensors(entry: WatchedModel | undefined, copies: TensorCopies): TensorData[] {
  if (!entry) return [];
  const ofLayers = entry
    .rows()
    .filter(row => row.depth === 0)
    .flatMap(row => safeWeights(row.layer))
    .filter(w => !w.val?.isDisposed)
    .map(w => copies.of(w.originalName, w.read()));
  const bare = entry.variables().map(v => copies.of(v.name, v));
  return uniqueNames([...ofLayers, ...bare].filter(t => t !== null));
}

/** What `make` returns as plain JSON; null where it throws or returns nothing. */
function plain(make: () => unknown): unknown {
  try {
    const value = make();
    return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
  } catch {
    return null;
  }
}
