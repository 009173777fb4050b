import type { GraphNode, TensorEntry } from '../../../protocol/reader';
import { addFailure, addProblem } from '../fileProblems';
import type { StoredTensor } from '../tensors/storedTensor';
import { UniqueNames } from '../tensors/uniqueNames';
import type { ByteRange } from '../containers/protobufScanner';
import { readAttribute, type Attribute } from './attribute';
import { floatsTensor, hasLists, isLearnt } from './floatsTensor';
import type { OnnxGraph } from './onnxGraph';
import { onnxTensor, type OnnxFile } from './onnxTensor';
import { sparseTensor } from './sparseSource';
import { readTensorProto } from './tensorProto';
import { readValueInfo } from './valueInfo';

const maxTensors = 500_000;
const maxDepth = 16;
/** Nodes of a graph that are kept, of all graphs of a file, and those that are looked at. */
const maxNodes = 20_000;
const maxAllNodes = 100_000;
const maxSeenNodes = 2_000_000;
const maxGraphs = 10_000;
/** Of a node that are kept; and characters of all nodes. */
const maxEnds = 1000;
const maxCharacters = 2 ** 26;
const maxValues = 1_000_000;
/** Values of lists of real numbers of all nodes. */
const maxFloats = 2 ** 22;

const int64 = 7;

/** The fields that a graph and a function have in common. */
interface Fields {
  node: number;
  input: number;
  output: number;
  value: number;
}
const graphFields: Fields = { node: 1, input: 11, output: 12, value: 13 };
const functionFields: Fields = { node: 7, input: 4, output: 5, value: 12 };

/** Finds the graphs of a model and their tensors: those of nodes and of graphs inside them too. */
export class GraphReader {
  readonly graphs: OnnxGraph[] = [];
  readonly tensors: StoredTensor[] = [];
  private readonly names = new UniqueNames();
  private kept = 0;
  private seen = 0;
  private seenTensors = 0;
  private characters = 0;
  private values = 0;
  private floats = 0;

  constructor(private readonly file: OnnxFile) {}

  /** A GraphProto. What is damaged in it ends it, and a problem says so. */
  readGraph(range: ByteRange, name: string, parent: OnnxGraph | null = null, depth = 0): void {
    const { scanner, problems } = this.file;
    if (depth > maxDepth || this.graphs.length >= maxGraphs)
      return addProblem(problems, 'too-many-graphs', 'It has more graphs, or deeper ones, than are read.', name);
    const graph = this.newGraph(name, parent);
    const prefix = parent ? `${name}/` : '';
    this.attempt(name, () => {
      for (const f of scanner.fields(range)) {
        if (f.type !== 'block') continue;
        if (f.field === 5) this.attempt(name, () => this.initializer(f, graph, prefix));
        else if (f.field === 15) this.attempt(name, () => this.sparse(f, '', 'weight', graph, prefix));
        else this.part(f.field, f, graph, graphFields, depth);
      }
    });
  }

  /** A FunctionProto. */
  readFunction(range: ByteRange): void {
    const { scanner } = this.file;
    const graph = this.newGraph('', null);
    this.attempt('', () => {
      const parts: (ByteRange & { field: number })[] = [];
      let domain = '';
      for (const f of scanner.fields(range)) {
        if (f.type !== 'block') continue;
        if (f.field === 1) graph.name = scanner.text(f);
        else if (f.field === 10) domain = scanner.text(f);
        else if (f.field === 4 || f.field === 5) {
          const ends = f.field === 4 ? graph.inputs : graph.outputs;
          if (ends.length < maxEnds) ends.push({ name: scanner.text(f), dtype: '', shape: null });
        } else if (parts.length < maxSeenNodes) parts.push(f);
      }
      if (domain) graph.name = `${domain}.${graph.name}`;
      for (const part of parts) this.part(part.field, part, graph, functionFields, 0);
    });
  }

  private newGraph(name: string, parent: OnnxGraph | null): OnnxGraph {
    const graph: OnnxGraph = {
      ...{ name, parent, tensors: new Map(), nodes: [], total: 0, inputs: [], outputs: [], values: new Map() },
    };
    this.graphs.push(graph);
    return graph;
  }

  private part(field: number, range: ByteRange, graph: OnnxGraph, fields: Fields, depth: number): void {
    const { scanner } = this.file;
    if (field === fields.node) this.attempt(graph.name, () => this.node(range, graph, depth));
    else if (fields === graphFields && (field === fields.input || field === fields.output)) {
      const ends = field === fields.input ? graph.inputs : graph.outputs;
      if (this.values++ < maxValues) this.attempt(graph.name, () => ends.push(readValueInfo(scanner, range)));
    } else if (field === fields.value && this.values++ < maxValues)
      this.attempt(graph.name, () => {
        const info = readValueInfo(scanner, range);
        graph.values.set(info.name, info);
      });
  }

  private initializer(range: ByteRange, graph: OnnxGraph, prefix: string): void {
    if (this.isFull()) return;
    const proto = readTensorProto(this.file.scanner, range);
    const name = this.uniqueName(prefix + proto.name);
    if (graph.tensors.has(proto.name))
      addProblem(this.file.problems, 'duplicate-name', 'There is more than one tensor of this name.', name);
    // Shapes and indices, which exporters keep among the weights.
    const role = proto.type === int64 ? 'other' : 'weight';
    const tensor = onnxTensor(proto, name, role, this.file);
    if (!tensor) return;
    this.tensors.push(tensor);
    graph.tensors.set(proto.name, tensor);
  }

  /** @param own what it is called, where it has no name */
  private sparse(
    range: ByteRange,
    own: string,
    role: TensorEntry['role'],
    graph: OnnxGraph,
    prefix: string,
  ): StoredTensor | null {
    if (this.isFull()) return null;
    const { scanner, problems } = this.file;
    const parts: (ByteRange | undefined)[] = [];
    const shape: number[] = [];
    for (const f of scanner.fields(range))
      if (f.type === 'block' && f.field < 3) parts[f.field] = { at: f.at, end: f.end };
      else if (f.type === 'block' && f.field === 3) for (const size of scanner.varints(f)) shape.push(size);
      else if (f.type === 'varint' && f.field === 3) shape.push(f.value);
    if (!parts[1] || !parts[2]) return null;
    const proto = readTensorProto(scanner, parts[1]);
    const local = proto.name || own;
    const name = this.uniqueName(prefix + local);
    const values = onnxTensor(proto, name, role, this.file);
    const places = onnxTensor(readTensorProto(scanner, parts[2]), `${name} (indices)`, role, this.file);
    const tensor = values && places && sparseTensor(values, places, shape, problems);
    if (!tensor) return null;
    this.tensors.push(tensor);
    graph.tensors.set(local, tensor);
    return tensor;
  }

  private node(range: ByteRange, graph: OnnxGraph, depth: number): void {
    const { scanner, problems } = this.file;
    const before = this.seen++;
    if (before === maxSeenNodes)
      addProblem(problems, 'too-many-nodes', `Its graphs have more than ${maxSeenNodes} nodes.`, graph.name);
    if (before >= maxSeenNodes) return;
    const node: GraphNode = {
      ...{ name: '', op: '', inputs: [], outputs: [], outputShape: null, tensors: [], attributes: {} },
    };
    const own: StoredTensor[] = [];
    const attributes: ByteRange[] = [];
    let domain = '';
    for (const f of scanner.fields(range)) {
      if (f.type !== 'block') continue;
      const ends = f.field === 1 ? node.inputs : f.field === 2 ? node.outputs : null;
      if (ends && ends.length < maxEnds) ends.push(scanner.text(f));
      else if (f.field === 3) node.name = scanner.text(f);
      else if (f.field === 4) node.op = scanner.text(f);
      else if (f.field === 7) domain = scanner.text(f);
      else if (f.field === 5 && attributes.length < maxEnds) attributes.push({ at: f.at, end: f.end });
    }
    node.name ||= node.outputs[0] ?? `${node.op}_${graph.total}`;
    if (domain && domain !== 'ai.onnx') node.op = `${domain}.${node.op}`;
    graph.total++;
    for (const each of attributes) {
      const attribute = readAttribute(scanner, each, hasLists(node.op) ? Math.max(1, maxFloats - this.floats + 1) : 0);
      if (attribute.text !== null) node.attributes[attribute.name] = attribute.text;
      this.inside(attribute, node, graph, own, depth);
    }
    this.characters += charactersOf(node);
    if (graph.nodes.length >= maxNodes || this.kept >= maxAllNodes || this.characters > maxCharacters) return;
    this.kept++;
    graph.nodes.push({ node, own });
  }

  /** Tensors and graphs of an attribute. */
  private inside(attribute: Attribute, node: GraphNode, graph: OnnxGraph, own: StoredTensor[], depth: number): void {
    const { scanner } = this.file;
    const { tensors, sparse, graphs, floats } = attribute;
    const prefix = graph.parent ? `${graph.name}/` : '';
    // What a constant gives is called what its value is called.
    const isConstant = node.op === 'Constant' && node.outputs[0] !== undefined;
    const name = isConstant ? node.outputs[0]! : `${node.name}/${attribute.name}`;
    const role = isLearnt(node.op, attribute.name) ? 'weight' : 'other';
    const add = (tensor: StoredTensor): void => {
      this.tensors.push(tensor);
      own.push(tensor);
      if (isConstant) graph.tensors.set(name, tensor);
    };
    for (const range of tensors) {
      if (this.isFull()) return;
      const tensor = onnxTensor(readTensorProto(scanner, range), this.uniqueName(prefix + name), role, this.file);
      if (tensor) add(tensor);
    }
    if (floats.length > 0 && this.hasRoom(floats.length, prefix + name) && !this.isFull())
      add(floatsTensor(floats, this.uniqueName(prefix + name), role));
    for (const range of sparse) {
      const tensor = this.sparse(range, name, 'other', graph, prefix);
      if (tensor) own.push(tensor);
    }
    for (const [i, range] of graphs.entries())
      this.readGraph(range, `${prefix}${node.name}/${attribute.name}${i ? `_${i}` : ''}`, graph, depth + 1);
  }

  private uniqueName(name: string): string {
    return this.names.of(name || 'unnamed');
  }

  /** Counts values of a list; the first that is too many is told. */
  private hasRoom(floats: number, name: string): boolean {
    const before = this.floats;
    this.floats += floats;
    if (this.floats > maxFloats && before <= maxFloats)
      addProblem(this.file.problems, 'too-many-values', `Nodes have lists of more than ${maxFloats} values.`, name);
    return this.floats <= maxFloats;
  }

  /** Counts a tensor, before it is read: one that is bad takes memory too. */
  private isFull(): boolean {
    const before = this.seenTensors++;
    if (before === maxTensors)
      addProblem(this.file.problems, 'too-many-tensors', `More than ${maxTensors} tensors are not listed.`, '');
    return before >= maxTensors;
  }

  private attempt(where: string, read: () => void): void {
    try {
      read();
    } catch (error) {
      addFailure(this.file.problems, error, where);
    }
  }
}

const charactersOf = ({ name, op, inputs, outputs, attributes }: GraphNode): number =>
  [name, op, ...inputs, ...outputs, ...Object.entries(attributes).flat()].reduce((sum, text) => sum + text.length, 0);
