import type { FileGraph, GraphNode } from '../../../protocol/reader';
import type { Shape } from '../../../protocol/model';
import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';
import { attributeText } from './attributeText';
import { isVariable } from './graphLinks';
import { graphFunctions, type FunctionMessage } from './graphMessage';
import { inOrder, producer } from './graphOrder';
import { mapEntry, readNode, type NodeMessage } from './nodeMessage';
import { shapeOf } from './shapeMessage';
import { typeName } from './tensorTypes';

const maxNodes = 20_000;
/** Of all graphs of a file: nodes, functions, characters of what nodes say. */
const maxAllNodes = 100_000;
const maxFunctions = 2000;
const maxCharacters = 2 ** 26;

/** Operations that are no result: of state, of files, of what is logged. */
const housekeeping =
  /^(Const|NoOp|Assert|Var|Variable|Assign|Apply|ResourceApply|Save|Restore|Merge.*Checkpoint|Delete)|Summary/;
/** What TensorFlow 1's savers put into a graph. */
const saver = /^save(_\d+)?\//;

type Value = FileGraph['inputs'][number];

/** Graphs of one file, as they are shown; the functions behind the graph that has them. */
export class GraphViews {
  readonly graphs: FileGraph[] = [];
  private nodes = 0;
  private characters = 0;

  constructor(private readonly scanner: ProtobufScanner) {}

  /**
   * @param graph a GraphDef
   * @param prefix before its functions' names, where a file has several graphs
   */
  add(graph: ByteRange, name: string, prefix: string, ends: { inputs: Value[]; outputs: Value[] } | null): void {
    const view = this.view(name, graph, 1);
    if (ends) Object.assign(view, ends);
    else {
      const taken = new Set(view.nodes.flatMap(node => node.inputs.map(producer)));
      const kept = new Set(view.nodes.filter(node => isVariable(node.op)).map(node => node.name));
      const isEnd = ({ name: own, op, inputs }: GraphNode): boolean =>
        !taken.has(own) && !kept.has(producer(inputs[0] ?? '')) && !housekeeping.test(op) && !saver.test(own);
      const valueOf = (node: GraphNode): Value => ({
        name: node.name,
        dtype: node.attributes.dtype ?? node.attributes.T ?? '',
        shape: node.outputShape,
      });
      view.inputs = view.nodes.filter(node => node.op.startsWith('Placeholder') && !saver.test(node.name)).map(valueOf);
      view.outputs = view.nodes.filter(isEnd).map(valueOf);
    }
    nameOutputs(view);
    let functions = 0;
    for (const each of graphFunctions(this.scanner, graph)) {
      if (functions++ >= maxFunctions) break;
      this.addFunction(each, prefix);
    }
  }

  private addFunction({ name, range, signature }: FunctionMessage, prefix: string): void {
    const view = this.view(prefix + name, range, 3);
    const { scanner } = this;
    const shapes = new Map<number, Shape | null>();
    const results = new Map<string, string>();
    for (const part of scanner.fields(range)) {
      if (part.type !== 'block') continue;
      if (part.field === 4) {
        const { key, value } = mapEntry(scanner, part);
        if (results.size < maxNodes) results.set(key, scanner.text(value));
      } else if (part.field === 7 && shapes.size < maxNodes) this.argumentShape(part, shapes);
    }
    if (signature)
      for (const part of scanner.fields(signature)) {
        if (part.type !== 'block' || (part.field !== 2 && part.field !== 3)) continue;
        const own = this.argument(part);
        if (part.field === 2) view.inputs.push({ ...own, shape: shapes.get(view.inputs.length) ?? null });
        else view.outputs.push({ ...own, name: results.get(own.name) ?? own.name, shape: null });
        if (view.inputs.length + view.outputs.length >= maxNodes) break;
      }
    const byName = new Map(view.nodes.map(node => [node.name, node]));
    for (const output of view.outputs) output.shape = byName.get(producer(output.name))?.outputShape ?? null;
    nameOutputs(view);
  }

  /** OpDef.ArgDef. */
  private argument(range: ByteRange): { name: string; dtype: string } {
    const own = { name: '', dtype: '' };
    for (const part of this.scanner.fields(range))
      if (part.type === 'block' && part.field === 1) own.name = this.scanner.text(part);
      else if (part.type === 'varint' && part.field === 3) own.dtype = typeName(part.value);
    return own;
  }

  /** An entry of `arg_attr`: attributes by the argument's number. */
  private argumentShape(range: ByteRange, shapes: Map<number, Shape | null>): void {
    let index = 0;
    for (const part of this.scanner.fields(range))
      if (part.type === 'varint' && part.field === 1) index = part.value;
      else if (part.type === 'block' && part.field === 2)
        for (const inner of this.scanner.fields(part)) {
          if (inner.type !== 'block' || inner.field !== 1) continue;
          const { key, value } = mapEntry(this.scanner, inner);
          if (key === '_output_shapes') shapes.set(index, this.firstShape(value));
        }
  }

  /** @param field of the nodes in the message */
  private view(name: string, range: ByteRange, field: number): FileGraph {
    const view: FileGraph = { name, parent: null, inputs: [], outputs: [], nodes: [], total: 0 };
    const nodes: GraphNode[] = [];
    for (const part of this.scanner.fields(range)) {
      if (part.type !== 'block' || part.field !== field) continue;
      view.total++;
      if (nodes.length >= maxNodes || this.nodes >= maxAllNodes || this.characters >= maxCharacters) continue;
      this.nodes++;
      nodes.push(this.node(readNode(this.scanner, part), field === 1));
    }
    view.nodes = inOrder(nodes);
    this.graphs.push(view);
    return view;
  }

  private node({ name, op, inputs, attributes }: NodeMessage, isMain: boolean): GraphNode {
    const texts: Record<string, string> = {};
    for (const [key, value] of [...attributes].sort(([a], [b]) => (a < b ? -1 : 1)))
      if (!key.startsWith('_') && key !== '__proto__') {
        texts[key] = attributeText(this.scanner, value);
        this.characters += key.length + texts[key].length;
      }
    const plain = isMain ? inputs.map(input => input.replace(/:0$/, '')) : inputs;
    this.characters += name.length + op.length + plain.reduce((sum, input) => sum + input.length, 0);
    return {
      name,
      op,
      inputs: plain,
      outputs: [],
      outputShape: this.outputShape(attributes),
      tensors: [],
      attributes: texts,
    };
  }

  private outputShape(attributes: Map<string, ByteRange>): Shape | null {
    const told = attributes.get('_output_shapes');
    if (told) return this.firstShape(told);
    const own = attributes.get('shape');
    if (own) return this.shapeIn(own, 7);
    const value = attributes.get('value');
    if (!value) return null;
    for (const part of this.scanner.fields(value))
      if (part.type === 'block' && part.field === 8) return this.shapeIn(part, 2);
    return null;
  }

  private shapeIn(range: ByteRange, field: number): Shape | null {
    for (const part of this.scanner.fields(range))
      if (part.type === 'block' && part.field === field) return shapeOf(this.scanner, part);
    return null;
  }

  /** Of a list of shapes. */
  private firstShape(range: ByteRange): Shape | null {
    for (const part of this.scanner.fields(range))
      if (part.type === 'block' && part.field === 1) return this.shapeIn(part, 7);
    return null;
  }
}

/** Graphs say of outputs only what is taken of them: those that are, else the first. */
export function nameOutputs(view: FileGraph): void {
  const outputs = new Map<string, Set<string>>();
  for (const value of [...view.nodes.flatMap(node => node.inputs), ...view.outputs.map(output => output.name)]) {
    const from = producer(value);
    const known = outputs.get(from);
    if (known) known.add(value);
    else outputs.set(from, new Set([value]));
  }
  for (const node of view.nodes) node.outputs = [...(outputs.get(node.name) ?? [node.name])].sort(byNumber);
}

const numberOf = (value: string): number => Number(/:(\d{1,9})$/.exec(value)?.[1] ?? 0);
const byNumber = (a: string, b: string): number => numberOf(a) - numberOf(b) || (a < b ? -1 : 1);
