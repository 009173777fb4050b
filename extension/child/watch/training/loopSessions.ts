import type { TensorFlow } from '../../tensorflow';
import type { ModelRegistry, WatchedModel } from '../models/modelRegistry';
import type { ProbeBatch } from '../probe/probeBatch';
import type { CallSites } from '../sites/callSites';
import type { RawFrame } from '../sites/rawFrames';
import {
  gradientsByName,
  type EngineLike,
  type GradientsLike,
  type ModelLike,
  type OptimizerLike,
  type Tensor,
} from '../tfjsInternals';
import type { FitSession } from './fitSession';
import type { SnapshotTaker } from './snapshotTaker';
import { monotonicMs } from '../../clock';

/** Inputs that a model is called on outside training are looked at once in this time. */
const callIntervalMs = 200;

/** Training without fit: which loop an update belongs to, and what its models were called on. */
export class LoopSessions {
  readonly all: FitSession[] = [];
  private readonly byModel = new WeakMap<ModelLike, FitSession>();
  private readonly byOptimizer = new WeakMap<OptimizerLike, FitSession[]>();
  private readonly frames = new WeakMap<FitSession, RawFrame[]>();
  private readonly batchFrames = new WeakMap<ModelLike, RawFrame[]>();
  private readonly inputs = new WeakMap<ModelLike, { batch: ProbeBatch; isTraining: boolean; atMs: number }>();

  constructor(
    private readonly tensorflow: TensorFlow,
    private readonly models: ModelRegistry,
    private readonly snapshots: SnapshotTaker,
    private readonly sites: CallSites,
  ) {}

  /** trainOnBatch was called: where, the first time. */
  batchCalled(model: ModelLike): void {
    const outer = this.models.outerOf(model);
    if (!this.batchFrames.has(outer)) this.batchFrames.set(outer, this.sites.capture());
  }
  /** The session of a model's trainOnBatch calls: one for each model, wherever they are. */
  ofModel(model: ModelLike, make: (frames: RawFrame[]) => FitSession): FitSession {
    let session = this.byModel.get(model);
    if (!session) {
      session = make(this.batchFrames.get(model) ?? []);
      this.byModel.set(model, session);
      this.all.push(session);
    }
    return session;
  }

  /**
   * The session of an optimizer's updates of these variables. An optimizer that alternates between models has one for each;
   * one that is made anew in each round goes on with the session of the same place.
   */
  ofOptimizer(
    optimizer: OptimizerLike,
    gradients: GradientsLike,
    capture: () => RawFrame[],
    make: (entries: WatchedModel[], frames: RawFrame[]) => FitSession,
  ): FitSession {
    let sessions = this.byOptimizer.get(optimizer);
    if (!sessions) this.byOptimizer.set(optimizer, (sessions = []));
    // quick, because it is done in each step: as many gradients as before, and the first one is of a variable that is known
    const [first, count] = Array.isArray(gradients) ? [gradients[0]?.name, gradients.length] : firstKey(gradients);
    const same = sessions.find(s => first !== undefined && s.gradientCount === count && s.variableNames.has(first));
    if (same) return same;

    const variables = [...gradientsByName(gradients).keys()];
    const known = sessions.find(s => variables.some(name => s.variableNames.has(name)));

    const frames = known ? [] : capture();
    const entries = this.entriesOf(variables);
    let session = known ?? this.all.find(s => s.info.kind === 'custom' && this.isSame(s, entries, frames));
    if (!session) {
      session = make(entries, frames);
      this.frames.set(session, frames);
      this.all.push(session);
    }
    // a variable may be new in a loop that is known: a layer creates its weights when it is first called
    for (const name of variables) session.variableNames.add(name);
    session.gradientCount = count;
    for (const entry of entries) {
      if (!session.entries.includes(entry)) session.entries.push(entry);
      this.models.trains(entry, optimizer);
      const batch = entry.model && this.inputsOf(entry.model);
      if (batch && !session.batches.has(entry)) session.batches.set(entry, batch);
    }
    if (!sessions.includes(session)) sessions.push(session);
    return session;
  }
  /** What holds the variables of these names, announced. */
  private entriesOf(variables: readonly string[]): WatchedModel[] {
    const { registeredVariables } = this.tensorflow.core.engine() as unknown as EngineLike;
    const owners = this.models.ownersOf(variables.map(name => registeredVariables[name]).filter(v => v !== undefined));
    const entries = owners.models.map(model => this.models.announce(model));
    if (owners.layers.length || owners.variables.length || !entries.length)
      entries.push(this.models.announceLoose(owners.layers, owners.variables));
    return entries;
  }
  private isSame(session: FitSession, entries: WatchedModel[], frames: RawFrame[]): boolean {
    const [a] = this.frames.get(session) ?? [];
    const [b] = frames;
    return session.entries[0] === entries[0] && a?.file === b?.file && a?.line === b?.line && a?.column === b?.column;
  }

  /**
   * A model was called outside fit. The first call in training is what it is probed with; until there is one, the last call.
   */
  modelCalled(model: ModelLike, given: unknown, isTraining: boolean): void {
    const outer = this.models.outerOf(model);
    const known = this.inputs.get(outer);
    if (known?.isTraining) return;
    const nowMs = monotonicMs();
    if (known && !isTraining && nowMs - known.atMs < callIntervalMs) return;
    const inputs = (Array.isArray(given) ? given : [given]) as Tensor[];
    if (inputs.length !== outer.inputs.length || !inputs.every(t => t instanceof this.tensorflow.core.Tensor)) return;
    const batch = this.snapshots.probeBatch(outer, inputs, []);
    if (batch) this.inputs.set(outer, { batch, isTraining, atMs: nowMs });
  }
  inputsOf(model: ModelLike): ProbeBatch | null {
    return this.inputs.get(this.models.outerOf(model))?.batch ?? null;
  }
}

function firstKey(object: object): [string | undefined, number] {
  let first: string | undefined;
  let count = 0;
  for (const key in object) {
    first ??= key;
    count++;
  }
  return [first, count];
}
