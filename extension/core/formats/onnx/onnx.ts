import { LayerglassError } from '../../../protocol/errors';
import type { FileProblem } from '../../../protocol/reader';
import { chosenFile } from '../chosenFile';
import { addProblem } from '../fileProblems';
import { openedFile, type OpenedFile } from '../openedFile';
import { ProtobufScanner, type ByteRange } from '../containers/protobufScanner';
import { ExternalFiles } from './externalFiles';
import { GraphReader } from './graphReader';
import { fileGraphs } from './onnxGraph';
import type { StoredTensor } from '../tensors/storedTensor';
import { readPair } from './tensorProto';

const maxTextBytes = 2 ** 16;
const maxPairs = 10_000;

/**
 * Opens an ONNX model: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. Throws LayerglassError where it is none.
 */
export function openOnnx(place: string): OpenedFile {
  const source = chosenFile(place);
  const problems: FileProblem[] = [];
  const scanner = new ProtobufScanner(source, source.name);
  const external = new ExternalFiles(source, problems);
  try {
    const reader = new GraphReader({ scanner, external, problems });
    const metadata = readModel(scanner, reader, problems);
    const { graphs } = reader;
    // What was learnt first: PyTorch's older files begin with dozens of constants of shapes.
    const isOther = ({ entry }: StoredTensor): number => Number(entry.role === 'other');
    const tensors = reader.tensors.toSorted((a, b) => isOther(a) - isOther(b));
    return openedFile({
      ...{ format: 'onnx', tensors, problems, metadata, summed: external.summed },
      sources: [source, ...external.sources],
      graphs: () => fileGraphs(graphs),
    });
  } catch (error) {
    source.close();
    throw error;
  }
}

function readModel(scanner: ProtobufScanner, reader: GraphReader, problems: FileProblem[]): Record<string, string> {
  const texts = new Map<string, string>();
  const opsets: string[] = [];
  const later: (() => void)[] = [];
  let pairs = 0;
  let producer = '';
  try {
    for (const f of scanner.fields(scanner.whole)) {
      if (f.type === 'varint') {
        if (f.field === 1) texts.set('ir_version', String(f.value));
        else if (f.field === 5 && f.value !== 0) texts.set('model_version', String(f.value));
      }
      if (f.type !== 'block') continue;
      if (f.field === 2) producer = scanner.text(f);
      else if (f.field === 3) producer += ` ${scanner.text(f)}`;
      else if (f.field === 4) setText(texts, 'domain', scanner.text(f));
      else if (f.field === 6) setText(texts, 'doc_string', scanner.text(f, maxTextBytes));
      else if (f.field === 7) reader.readGraph(f, graphName(scanner, f));
      else if (f.field === 8 && opsets.length < maxPairs) opsets.push(opsetText(scanner, f));
      else if (f.field === 14 && pairs++ < maxPairs) {
        const [key, value] = readPair(scanner, f, maxTextBytes);
        texts.set(key, value);
      } else if (f.field === 20) later.push(() => readTraining(scanner, f, reader));
      else if (f.field === 25) later.push(() => reader.readFunction(f));
      else continue;
      if (later.length > maxPairs) break;
    }
  } catch (error) {
    if (!(error instanceof LayerglassError) || reader.graphs.length === 0) throw error;
    addProblem(problems, error.code, `${error.message}.`, error.where);
  }
  for (const read of later) read();
  if (reader.graphs.length === 0)
    throw new LayerglassError('no-graph', 'It is no ONNX model: it has no graph', {
      remedy: 'It is not what its name says, or was not written to its end: copy it again.',
    });
  if (opsets.length > 0) texts.set('opset', opsets.join(', '));
  if (producer.trim()) texts.set('writtenBy', producer.trim());
  return Object.fromEntries(texts);
}

function setText(texts: Map<string, string>, key: string, value: string): void {
  if (value) texts.set(key, value);
}

function graphName(scanner: ProtobufScanner, range: ByteRange): string {
  try {
    for (const f of scanner.fields(range)) if (f.field === 2 && f.type === 'block') return scanner.text(f) || 'graph';
  } catch (error) {
    // Whoever reads the graph says so.
    if (!(error instanceof LayerglassError)) throw error;
  }
  return 'graph';
}

function opsetText(scanner: ProtobufScanner, range: ByteRange): string {
  let domain = '';
  let version = 0;
  for (const f of scanner.fields(range))
    if (f.field === 1 && f.type === 'block') domain = scanner.text(f);
    else if (f.field === 2 && f.type === 'varint') version = f.value;
  return `${domain || 'ai.onnx'} ${version}`;
}

/** How the model goes on training: its two graphs. */
function readTraining(scanner: ProtobufScanner, range: ByteRange, reader: GraphReader): void {
  for (const f of scanner.fields(range))
    if (f.type === 'block' && f.field === 1) reader.readGraph(f, 'training: initialization');
    else if (f.type === 'block' && f.field === 2) reader.readGraph(f, 'training: algorithm');
}
