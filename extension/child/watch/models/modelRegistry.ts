import { variablesModelName, type ModelInfo } from '../../../protocol/model';
import type { RunSink } from '../../runSink';
import type { CallSites } from '../sites/callSites';
import type { LayerLike, LayerVariableLike, ModelLike, OptimizerLike, Variable } from '../tfjsInternals';
import { isModel, layerRows, rowsOf, safeWeights, type LayerRow } from './layerRows';
import { looseInfo, modelInfo, learningRateOf, optimizerInfo, optimizerName, type TrainedBy } from './modelInfo';

/** A model that has been announced; `model` is null for what is trained without one. */
export interface WatchedModel {
  name: string;
  model: ModelLike | null;
  /** As it is now; announced where more than the learning rate has changed. */
  info: ModelInfo;
  /** By a loop of the program's own; null: by what it was compiled with. */
  trainedBy: TrainedBy | null;
  /** As they are now. */
  rows(): LayerRow[];
  /** Variables that no layer holds; only of the entry without a model. */
  variables(): Variable[];
}

/** A program that makes layers without end is not to keep them through us. */
const maxHeld = 4096;

/** All layers and models of the program, as they are made; announces models, each under a name of its own. */
export class ModelRegistry {
  /** References that do not keep alive what the program has dropped. */
  private readonly layers: WeakRef<LayerLike>[] = [];
  /** While nothing trains: a program may build a model and let it go at once, and is then shown that. null from then on. */
  private held: LayerLike[] | null = [];
  private readonly outer = new WeakMap<ModelLike, ModelLike>();
  private readonly watched = new Map<ModelLike, WatchedModel>();
  private readonly announcedAs = new Map<string, string>();
  private readonly looseLayers = new Set<LayerLike>();
  private readonly looseVariables = new Set<Variable>();
  private loose: WatchedModel | null = null;
  private nextSweep = 4096;

  constructor(
    private readonly sites: CallSites,
    private readonly sink: RunSink,
  ) {}

  /** A layer or model has been constructed; it may not be complete yet. */
  made(layer: LayerLike): void {
    this.layers.push(new WeakRef(layer));
    if (this.held && this.held.push(layer) > maxHeld) this.held = null;
    if (this.layers.length < this.nextSweep) return;
    const alive = this.layers.filter(ref => ref.deref());
    this.layers.splice(0, this.layers.length, ...alive);
    this.nextSweep = alive.length * 2 + 4096;
  }
  /** What is trained is held by its session. */
  trainingBegins(): void {
    this.held = null;
  }
  /** A Sequential delegates to an inner model: they are one for the person. */
  delegates(sequential: ModelLike, inner: ModelLike): void {
    this.outer.set(inner, sequential);
  }
  outerOf(model: ModelLike): ModelLike {
    return this.outer.get(model) ?? model;
  }

  /** The announced models, the one without a model last. */
  get announced(): WatchedModel[] {
    return [...this.watched.values(), ...(this.loose ? [this.loose] : [])];
  }
  /** The entry of a model; it is announced when it is new or has changed. */
  announce(given: ModelLike): WatchedModel {
    const model = this.outerOf(given);
    let entry = this.watched.get(model);
    if (!entry) {
      const name = this.uniqueName(model.name);
      entry = {
        name,
        model,
        info: modelInfo(model, name, this.sites, null),
        trainedBy: null,
        rows: () => layerRows(model),
        variables: () => [],
      };
      this.watched.set(model, entry);
    }
    this.refresh(entry);
    return entry;
  }
  /** The entry for trained layers and variables that no model holds. */
  announceLoose(layers: readonly LayerLike[], variables: readonly Variable[]): WatchedModel {
    for (const layer of layers) this.looseLayers.add(layer);
    for (const variable of variables) this.looseVariables.add(variable);
    this.loose ??= {
      name: variablesModelName,
      model: null,
      info: looseInfo(layers, variables, this.sites, null),
      trainedBy: null,
      rows: () => rowsOf([...this.looseLayers], null),
      variables: () => [...this.looseVariables].filter(v => !v.isDisposed),
    };
    this.refresh(this.loose);
    return this.loose;
  }

  /** Models that are alive and part of no other one, whether announced or not: those with layers. */
  topModels(): ModelLike[] {
    const models = this.alive().filter((l): l is ModelLike => isModel(l));
    const inner = new Set<LayerLike>();
    for (const model of models) for (const layer of model.layers ?? []) if (isModel(layer)) inner.add(layer);
    return models.filter(m => !this.outer.has(m) && m.layers?.length && (!inner.has(m) || this.watched.has(m)));
  }

  /** Which models, layers without a model, and bare variables hold the variables of these names. */
  ownersOf(variables: readonly Variable[]): { models: ModelLike[]; layers: LayerLike[]; variables: Variable[] } {
    const wanted = new Set(variables.map(v => v.name));
    const holds = (layer: LayerLike): string[] =>
      (isModel(layer) ? layerRows(layer) : rowsOf([layer], null))
        .flatMap(row => safeWeights(row.layer))
        .map(w => w.name)
        .filter(name => wanted.has(name));
    const alive = this.alive();
    const found = new Set<string>();
    const take = <T extends LayerLike>(candidates: T[]): T[] =>
      candidates.filter(c => {
        const names = holds(c).filter(name => !found.has(name));
        names.forEach(name => found.add(name));
        return names.length > 0;
      });
    // announced models come first: a model within a compiled one is trained as part of it
    const top = this.topModels().sort((a, b) => Number(this.watched.has(b)) - Number(this.watched.has(a)));
    const models = take(top);
    const holders = alive.filter(l => !isModel(l));
    const held = new Set(holders.flatMap(l => rowsOf([l], null).slice(1)).map(r => r.layer));
    const layers = take(holders.filter(l => !held.has(l)));
    layers.push(...take(holders.filter(l => held.has(l))));
    return { models, layers, variables: variables.filter(v => !found.has(v.name)) };
  }

  /** Weights of layers that are alive, those of models too. */
  layerWeights(): LayerVariableLike[] {
    return this.alive()
      .filter(l => !isModel(l))
      .flatMap(l => safeWeights(l))
      .filter(w => w.val && !w.val.isDisposed);
  }

  private alive(): LayerLike[] {
    return this.layers.map(ref => ref.deref()).filter(l => l !== undefined);
  }
  private uniqueName(name: string): string {
    const names = new Set([...this.watched.values()].map(w => w.name).concat(variablesModelName));
    if (!names.has(name)) return name;
    for (let i = 2; ; i++) if (!names.has(`${name}#${i}`)) return `${name}#${i}`;
  }
  /** A loop of the program's own trains it, or, null, what it was compiled with does. */
  trains(entry: WatchedModel, optimizer: OptimizerLike | null): void {
    const { trainedBy } = entry;
    // some programs make a new optimizer in each round: where the first one was made is known
    const isSame = optimizer && trainedBy?.optimizer === optimizerName(optimizer);
    if (isSame && trainedBy.learningRate === learningRateOf(optimizer)) return;
    entry.trainedBy = optimizer && optimizerInfo(optimizer, false, this.sites);
    this.refresh(entry);
  }
  /** Announces a model again where it has changed. */
  refresh(entry: WatchedModel): void {
    entry.info = entry.model
      ? modelInfo(entry.model, entry.name, this.sites, entry.trainedBy)
      : looseInfo([...this.looseLayers], entry.variables(), this.sites, entry.trainedBy);
    // a schedule changes the rate in each epoch: steps and epochs tell it
    const text = JSON.stringify({ ...entry.info, learningRate: null });
    if (this.announcedAs.get(entry.name) === text) return;
    this.announcedAs.set(entry.name, text);
    this.sink.model(entry.info);
  }
}
