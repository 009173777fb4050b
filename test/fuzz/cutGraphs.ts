// Cuts what TensorFlow wrote of graphs, for the fuzzer, which opens thousands of copies of a small file in the time of hundreds
// of a large one: node --import tsx test/fuzz/cutGraphs.ts
// Fields are left out as long as the reader finds the same tensors, no problem, and graphs with the same operations and attributes.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { summarizeFile } from '../../extension/child/reader/summarizeFile';
import { Work } from '../../extension/child/reader/work';
import { closeOpened } from '../../extension/core/formats/openedFile';
import { openFile } from '../../extension/core/formats/openFile';

const fixtures = path.join(__dirname, '../fixtures');
const cuts = [
  { folder: 'module', file: 'saved_model.pb', opened: '.' },
  { folder: 'tf1', file: 'saved_model.pb', opened: '.' },
  { folder: 'keras3', file: 'saved_model.pb', opened: '.' },
  { folder: 'saver-v2', file: 'model.ckpt-3.meta', opened: 'model.ckpt-3.index' },
];
const maxDepth = 5;
/** Smaller fields are left as they are. */
const minBytes = 16;

interface Field {
  /** With its length, where it has one, left out. */
  head: Uint8Array;
  isDelimited: boolean;
  body: Uint8Array;
  children: Field[] | null;
  isLeftOut: boolean;
}

/** Null where the bytes are no message. */
function parse(bytes: Uint8Array, depth: number): Field[] | null {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return NaN;
  };
  while (at < bytes.length) {
    const start = at;
    const key = varint();
    const head = bytes.subarray(start, at);
    const [type, isField] = [key % 8, key >= 8];
    const from = at;
    if (type === 0) varint();
    const length = type === 0 ? at - from : type === 1 ? 8 : type === 5 ? 4 : type === 2 ? varint() : NaN;
    if (type === 0) at = from;
    if (!isField || !(at + length <= bytes.length)) return null;
    const body = bytes.subarray(at, (at += length));
    const children = type === 2 && depth < maxDepth && length >= minBytes ? parse(body, depth + 1) : null;
    fields.push({ head, isDelimited: type === 2, body, children, isLeftOut: false });
  }
  return fields;
}

function varintOf(value: number): number[] {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return [...bytes, value];
}

const written = (fields: readonly Field[]): Buffer =>
  Buffer.concat(
    fields
      .filter(field => !field.isLeftOut)
      .flatMap(({ head, isDelimited, body, children }) => {
        const now = children ? written(children) : body;
        return [head, Uint8Array.from(isDelimited ? varintOf(now.length) : []), now];
      }),
  );

/** What must stay; null where it cannot be read, or has a problem. */
async function toldOf(place: string): Promise<string | null> {
  try {
    const file = await openFile(place);
    try {
      const { tensors, problems } = await summarizeFile(file, { names: null }, new Work(() => undefined));
      const graphs = (await file.graphs?.()) ?? [];
      const { problems: known, metadata } = file.describe();
      if (problems.length + known.length) return null;
      const shapes = tensors.map(({ name, dtype, shape }) => [name, dtype, shape]);
      const nodes = graphs.flatMap(graph => graph.nodes);
      const words = new Set(nodes.flatMap(({ op, attributes }) => [op, ...Object.keys(attributes)]));
      return JSON.stringify([shapes, metadata, [...words].sort(), graphs[0]?.name, graphs.length > 1]);
    } finally {
      closeOpened(file);
    }
  } catch {
    return null;
  }
}

async function cut({ folder, file, opened }: (typeof cuts)[number]): Promise<void> {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-cut-'));
  fs.cpSync(path.join(fixtures, 'formats/tensorflowGraphs', folder), work, { recursive: true });
  const place = path.join(work, file);
  const fields = parse(fs.readFileSync(place), 0)!;
  const before = await toldOf(path.join(work, opened));
  if (before === null) throw new Error(`${folder} has a problem as it is`);
  const visit = async (list: readonly Field[]): Promise<void> => {
    for (const field of list.toReversed()) {
      if (field.body.length < minBytes) continue;
      field.isLeftOut = true;
      fs.writeFileSync(place, written(fields));
      field.isLeftOut = (await toldOf(path.join(work, opened))) === before;
      if (!field.isLeftOut && field.children) await visit(field.children);
    }
  };
  await visit(fields);
  fs.writeFileSync(place, written(fields));
  const target = path.join(fixtures, 'fuzzSeeds/tensorflowGraphs', `${folder}-cut`);
  fs.cpSync(work, target, { recursive: true });
  fs.rmSync(work, { recursive: true });
  console.log(
    `${folder}: ${fs.statSync(path.join(fixtures, 'formats/tensorflowGraphs', folder, file)).size} bytes are ${written(fields).length}`,
  );
}

void (async () => {
  for (const each of cuts) await cut(each);
})();
