import type { FileProblem } from '../../../protocol/reader';
import { addProblem } from '../fileProblems';
import { layerOfKeras1 } from './keras1Config';
import {
  inputShapeOf,
  isMerge,
  isObject,
  shapeIn,
  textOf,
  type Config,
  type LayerNode,
  type ModelGraph,
  type TensorReference,
} from './modelGraph';

/** Models in models, and wrappers in wrappers: more are none that anybody made. */
const maxDepth = 32;
/** Of a model with all that it holds. */
const maxLayers = 100_000;
/** What all calls of a model take, taken together. */
const maxReferences = 1_000_000;
const modelClasses = new Set(['Sequential', 'Functional', 'Model', 'Network']);

/** Reads a configuration into layers and calls. What is not as it should be is left out and told. */
export class GraphParser {
  private layers = 0;
  private references = 0;

  /** @param keras1 of a model of Keras 1, where it has its channels */
  constructor(
    private readonly problems: FileProblem[],
    private readonly keras1: string | null = null,
  ) {}

  /** null where it is no model of layers: a class of the person's own keeps its arguments only. */
  model(json: unknown, depth = 0): ModelGraph | null {
    if (!isObject(json)) return null;
    const className = classNameOf(json) ?? 'Model';
    // The first Keras 2 kept the layers of a chain without a name of it.
    const config: Config | null = Array.isArray(json['config']) ? { layers: json['config'] } : objectIn(json['config']);
    if (!config || !Array.isArray(config['layers'])) return null;
    const name = textOf(config['name']) ?? 'model';
    const isSequential = className === 'Sequential' || (config['input_layers'] === undefined && !hasCalls(config));
    const layers = config['layers'].flatMap((layer, i) => this.layer(layer, `${name}/${i}`, depth) ?? []);
    this.makeNamesUnique(layers);
    if (isSequential) chain(layers);
    return {
      ...{ name, className, isSequential, layers },
      inputs: this.referencesIn(config['input_layers']),
      outputs: this.referencesIn(config['output_layers']),
      inputShape: isSequential ? (shapeIn(config['build_input_shape']) ?? inputShapeOf(config)) : null,
    };
  }

  /** Layers are referred to by name: of two of one name only the first can be. */
  private makeNamesUnique(layers: readonly LayerNode[]): void {
    const counts = new Map<string, number>();
    for (const layer of layers) {
      const { name } = layer;
      let n = counts.get(name) ?? 0;
      if (n) addProblem(this.problems, 'repeated-name', `Two layers of a model are called ${name}.`, name);
      while (n && counts.has(layer.name)) layer.name = `${name}#${++n}`;
      counts.set(name, Math.max(n, 1));
      counts.set(layer.name, 1);
    }
  }

  private layer(given: unknown, where: string, depth: number): LayerNode | null {
    const json = this.keras1 !== null && isObject(given) ? layerOfKeras1(given, this.keras1) : given;
    const className = isObject(json) ? classNameOf(json) : null;
    if (!isObject(json) || className === null) {
      addProblem(this.problems, 'bad-layer', 'A layer of the architecture has no class.', where);
      return null;
    }
    if (++this.layers > maxLayers) {
      if (this.layers === maxLayers + 1)
        addProblem(this.problems, 'too-large', `Only the first ${maxLayers} layers are shown.`, where);
      return null;
    }
    const config = objectIn(json['config']) ?? {};
    const name = textOf(json['name']) ?? textOf(config['name']) ?? className.toLowerCase();
    const module = textOf(json['module']) ?? '';
    const build = objectIn(json['build_config']);
    const calls = json['inbound_nodes'];
    const node: LayerNode = {
      ...{ name, className, config },
      isOwn: isOwn(json, module),
      isOperation: /(^|\.)ops(\.|$)/.test(module),
      buildShape: shapeIn(build?.['input_shape']),
      calls: Array.isArray(calls) ? calls.map(call => ({ inputs: this.referencesIn(call) })) : [],
      hasConstants: hasNumbers(calls),
      ...{ graph: null, held: [], isKeras1: this.keras1 !== null },
    };
    const isModel = Array.isArray(config['layers']) || (modelClasses.has(className) && Array.isArray(json['config']));
    const merged = isMerge(node) ? (config['merged'] as unknown[]) : null;
    const held = isModel ? [] : (merged ?? heldConfigs(className, config));
    if (!isModel && !held.length) return node;
    if (depth >= maxDepth) {
      addProblem(this.problems, 'too-deep', `More than ${maxDepth} models lie in each other.`, name);
      return node;
    }
    if (isModel) node.graph = this.model(json, depth + 1);
    node.held = held.flatMap(inner => this.layer(inner, name, depth + 1) ?? []);
    if (className === 'Bidirectional') node.held = halvesOf(node);
    return node;
  }

  /** All references in lists (Keras 2), arguments by place and name (Keras 3) and dicts, in their order. */
  private referencesIn(json: unknown): TensorReference[] {
    const found: TensorReference[] = [];
    const look = (value: unknown, depth: number): void => {
      if (depth > maxDepth || typeof value !== 'object' || value === null) return;
      const reference = referenceIn(value);
      if (reference) {
        if (++this.references <= maxReferences) found.push(reference);
        else if (this.references === maxReferences + 1)
          addProblem(this.problems, 'too-large', `Only the first ${maxReferences} connections are read.`, '');
      }
      // What else a call takes by name stands behind the first argument.
      if (Array.isArray(value)) for (const item of reference ? value.slice(3) : value) look(item, depth + 1);
      else if (!reference) for (const item of Object.values(value)) look(item, depth + 1);
    };
    look(json, 0);
    return found;
  }
}

function referenceIn(value: object): TensorReference | null {
  if (!Array.isArray(value)) {
    const { class_name: className, config } = value as Config;
    if (className !== '__keras_tensor__' || !isObject(config) || !Array.isArray(config['keras_history'])) return null;
    const reference = referenceIn(config['keras_history']);
    return reference && { ...reference, shape: shapeIn(config['shape']) };
  }
  const [layer, call, output] = value as unknown[];
  if (typeof layer !== 'string' || !isIndex(call) || !isIndex(output)) return null;
  return { layer, call, output, shape: null };
}
/** Lists that are no references. */
function hasNumbers(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return false;
  if (!Array.isArray(value))
    return !referenceIn(value) && Object.values(value).some(item => hasNumbers(item, depth + 1));
  if (typeof value[0] === 'number') return true;
  return (referenceIn(value) ? value.slice(3) : value).some(item => hasNumbers(item, depth + 1));
}
const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** `Custom>MyLayer` is registered by Python under a package's name. */
function classNameOf(json: Config): string | null {
  return textOf(json['class_name'])?.replace(/^.*>/, '') ?? null;
}
/** Registered by the person, or of a module that is not Keras's own. */
function isOwn(json: Config, module: string): boolean {
  if (module) return !/^(tf_)?keras(\.|$)/.test(module);
  return String(json['class_name']).includes('>') || textOf(json['registered_name']) !== null;
}
const objectIn = (value: unknown): Config | null => (isObject(value) ? value : null);
const hasCalls = ({ layers }: Config): boolean =>
  (layers as unknown[]).some(
    layer => isObject(layer) && Array.isArray(layer['inbound_nodes']) && layer['inbound_nodes'].length > 0,
  );

/** Each layer of a chain takes what the one before it returns. */
function chain(layers: readonly LayerNode[]): void {
  layers.forEach((layer, i) => {
    const before = layers[i - 1];
    layer.calls = [{ inputs: before ? [{ layer: before.name, call: 0, output: 0, shape: null }] : [] }];
  });
}

/** The configurations of what a layer holds. */
function heldConfigs(className: string, config: Config): unknown[] {
  if (className === 'Bidirectional') return [config['layer'], config['backward_layer']].filter(isObject);
  if (isObject(config['layer'])) return [config['layer']];
  if (isObject(config['cell'])) return [config['cell']];
  return className === 'StackedRNNCells' && Array.isArray(config['cells']) ? config['cells'] : [];
}

/** A wrapper in both directions makes its two from the one that it is given. */
function halvesOf({ held, config }: LayerNode): LayerNode[] {
  const [forward, backward = forward] = held;
  if (!forward || !backward) return held;
  const isGiven = isObject(config['backward_layer']);
  return [
    { ...forward, name: forward.name.startsWith('forward_') ? forward.name : `forward_${forward.name}` },
    isGiven ? backward : { ...backward, name: `backward_${backward.name.replace(/^forward_/, '')}` },
  ];
}
