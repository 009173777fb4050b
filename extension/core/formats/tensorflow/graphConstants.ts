import type { FileProblem, TensorEntry } from '../../../protocol/reader';
import { addProblem } from '../fileProblems';
import { bytesOf, valueCount, type StoredTensor, type StoredType } from '../tensors/storedTensor';
import { entryOf, isShape } from '../tensors/tensorEntry';
import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';
import { isVariable } from './graphLinks';
import { graphParts } from './graphMessage';
import { readNode } from './nodeMessage';
import { readTensor, tensorValues } from './tensorMessage';
import { tensorType } from './tensorTypes';

/** Constants of a file that are listed. */
const maxConstants = 200_000;
/** Values that no byte stands for, in all of a file: else a few bytes could take for ever to be counted. */
const maxRepeated = 2 ** 30;
/** Integers that say of what shape something is, and the like. */
const smallCount = 16;

/** The constants of a file's graphs as tensors. */
export class GraphConstants {
  readonly tensors: StoredTensor[] = [];
  /** A constant's tensor by its graph (empty: none of the functions) and node, with a line break between them. */
  readonly byNode = new Map<string, TensorEntry>();
  /** Nodes that say what they compute. */
  nodes = 0;
  /** True where a graph has variables. */
  hasVariables = false;
  private repeated = 0;

  /** @param takesAll true where the constants are what the file is about: its weights are among them */
  constructor(
    private readonly scanner: ProtobufScanner,
    private readonly problems: FileProblem[],
    private readonly takesAll: boolean,
  ) {}

  /** @param graph a GraphDef @param prefix before the names of its functions and nodes */
  addGraph(graph: ByteRange, prefix: string): void {
    for (const { owner, node } of graphParts(this.scanner, graph)) {
      const op = operationOf(this.scanner, node);
      if (op) this.nodes++;
      this.hasVariables ||= isVariable(op);
      if (op === 'Const') this.addNode(prefix + owner, node);
    }
  }

  private addNode(owner: string, range: ByteRange): void {
    const { scanner, problems } = this;
    const { name: own, attributes } = readNode(scanner, range);
    const value = attributes.get('value');
    if (!value) return;
    const name = owner ? `${owner}/${own}` : own;
    if (this.tensors.length >= maxConstants)
      return addProblem(problems, 'too-many-tensors', `More than ${maxConstants} constants are not listed.`, '');
    for (const part of scanner.fields(value))
      if (part.type === 'block' && part.field === 8) this.addTensor(name, part, `${owner}\n${own}`);
  }

  private addTensor(name: string, range: ByteRange, node: string): void {
    const { scanner, problems } = this;
    const message = readTensor(scanner, range);
    const { shape } = message;
    if (!shape || !isShape(shape)) {
      addProblem(problems, 'bad-shape', 'Its shape is none that a tensor has.', name);
      return;
    }
    const { stored, dtype, storedDtype } = tensorType(message.dtype);
    const count = valueCount(shape);
    if (!this.takesAll && !isWorthwhile(stored, shape, count)) return;
    const bytes = bytesOf(stored) > 0 ? count * bytesOf(stored) : range.end - range.at;
    const isWeight = this.takesAll && isReal(stored) && shape.length > 0;
    const entry = entryOf({ name, dtype, shape, bytes, role: isWeight ? 'weight' : 'other' }, '/');
    if (storedDtype) entry.storedDtype = storedDtype;
    const tensor: StoredTensor = {
      ...{ entry, stored, quantization: null },
      ...tensorValues(scanner, message, stored, name, shape),
    };
    const missing = Math.max(0, bytes - 10 * (range.end - range.at));
    this.repeated += missing;
    if (this.repeated > maxRepeated) {
      addProblem(problems, 'too-large', 'Its values are not there: one stands for more than are counted.', name);
      tensor.stored = 'opaque';
    }
    this.tensors.push(tensor);
    this.byNode.set(node, entry);
  }
}

/** Reads no more of a node than it has to. */
function operationOf(scanner: ProtobufScanner, range: ByteRange): string {
  for (const part of scanner.fields(range)) if (part.type === 'block' && part.field === 2) return scanner.text(part);
  return '';
}

const isReal = (stored: StoredType): boolean => /^(b?float|complex)/.test(stored);

const isWorthwhile = (stored: StoredType, shape: readonly number[], count: number): boolean =>
  shape.length > 0 && count >= (isReal(stored) ? 2 : smallCount) && stored !== 'opaque' && stored !== 'string';
