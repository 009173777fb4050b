import * as path from 'node:path';
import { LayerglassError } from '../../../protocol/errors';
import type { FileProblem, TensorEntry } from '../../../protocol/reader';
import type { EventFile } from '../../logs/eventFile';
import { findLogRuns } from '../../logs/findLogRuns';
import { decodeEvent, partOf } from '../../logs/loggedEvent';
import { decodeTensor, valueBytesOf } from '../../logs/loggedTensor';
import { LogRun, type MergedSeries } from '../../logs/logRun';
import { FileSource, type ByteSource } from '../sources/byteSource';
import { chosenFile } from '../chosenFile';
import { addProblem } from '../fileProblems';
import { openedFile, type OpenedFile } from '../openedFile';
import { valueCount, type StoredTensor } from '../tensors/storedTensor';
import { isShape } from '../tensors/tensorEntry';
import { JoinedSources } from '../sources/joinedSources';
import { MemorySource } from '../sources/sourceViews';

/** Opens an event file, or a log directory with all its runs: each tag's scalars are a tensor of as many values as points. */
export async function openTensorBoard(place: string, isFolder: boolean): Promise<OpenedFile> {
  const problems: FileProblem[] = [];
  const runs = isFolder ? await runsOf(place, problems) : [await singleFile(place)];
  const tensors: StoredTensor[] = [];
  const files = runs.flatMap(run => run.files);
  for (const run of runs) {
    problems.push(...run.problems);
    for (const series of run.series.values()) tensors.push(seriesTensor(run, series));
  }
  for (const file of files) {
    if (file.restBytes > 0)
      addProblem(
        problems,
        'still-written',
        `Its last ${file.restBytes} bytes are no whole record: it is still being written, or was cut off.`,
        file.name,
      );
    if (file.isThinned)
      addProblem(problems, 'points-left-out', 'Of long series every second point, or fewer, is shown.', file.name);
  }
  if (!files.some(file => file.firstTime !== null))
    throw new LayerglassError('bad-header', `${path.basename(place)} has no event that can be read`, {
      where: problems[0]?.where ?? path.basename(place),
      remedy: 'It was not written to its end, or is not what its name says: copy it again.',
    });
  return openedFile({
    ...{ format: 'tensorboard', tensors, problems },
    sources: files.map(file => new FileSource(file.file, file.name, file.size)),
    step: lastStep(runs),
    metadata: metadataOf(runs, files),
  });
}

function lastStep(runs: readonly LogRun[]): number | null {
  let last: number | null = null;
  for (const run of runs)
    for (const series of run.series.values()) last = Math.max(last ?? 0, series.steps.at(-1) ?? 0);
  return last;
}

const noPause = async (): Promise<void> => undefined;

async function runsOf(folder: string, problems: FileProblem[]): Promise<LogRun[]> {
  const found = findLogRuns(folder);
  problems.push(...found.problems);
  const runs = found.runs.map(run => new LogRun(run));
  for (const [i, run] of runs.entries()) await run.read(found.runs[i]!.files, noPause);
  return runs;
}

/** A link to it is followed: the person chose it. */
async function singleFile(place: string): Promise<LogRun> {
  const source = chosenFile(place);
  source.close();
  const run = new LogRun({ name: '.', folder: path.dirname(source.file) });
  await run.read([path.basename(source.file)], noPause);
  return run;
}

function metadataOf(runs: readonly LogRun[], files: readonly EventFile[]): Record<string, string> {
  const all = (values: (string | null)[]): string =>
    [...new Set(values.filter(v => v !== null))].slice(0, 20).join(', ');
  const version = all(files.map(file => file.version));
  const writer = all(files.map(file => file.writer));
  return {
    ...(version && { version }),
    ...(writer && { writer }),
    runs: runs
      .slice(0, 100)
      .map(run => run.name)
      .join(', '),
  };
}

function seriesTensor(run: LogRun, series: MergedSeries): StoredTensor {
  const count = series.steps.length;
  const entry: TensorEntry = {
    name: run.name === '.' ? series.tag : `${run.name}/${series.tag}`,
    dtype: series.kind,
    shape: [count],
    count,
    bytes: series.lengths.reduce((sum, length) => sum + length, 0),
    role: 'other',
    ...{ model: null, layer: null },
  };
  const opaque: StoredTensor = {
    entry,
    stored: 'opaque',
    quantization: null,
    source: memory(new Uint8Array(0)),
    at: 0,
  };
  if (series.kind === 'scalar') {
    const dtype = series.isFloat32 ? 'float32' : 'float64';
    const values = series.isFloat32 ? Float32Array.from(series.scalars) : Float64Array.from(series.scalars);
    return {
      ...opaque,
      entry: { ...entry, dtype, bytes: values.byteLength },
      stored: dtype,
      source: memory(new Uint8Array(values.buffer)),
    };
  }
  return (series.kind === 'tensor' && tensorSeries(run, series, entry)) || opaque;
}

/** Tensors of one type and shape are one tensor with the points as first axis; null where they are not. */
function tensorSeries(run: LogRun, series: MergedSeries, entry: TensorEntry): StoredTensor | null {
  if (series.steps.length > maxTensorPoints) return null;
  let first: { dtype: NonNullable<ReturnType<typeof decodeTensor>['dtype']>; shape: number[] } | null = null;
  const parts: ByteSource[] = [];
  for (const point of series.steps.keys()) {
    let record: Uint8Array;
    try {
      record = run.record(series, point);
    } catch {
      return null;
    }
    const value = decodeEvent(record, () => series.plugin).values.find(v => v.tag === series.tag);
    const message = value && partOf(value.message, 'tensor');
    const tensor = message && decodeTensor(message);
    if (!tensor?.content || tensor.dtype === null || !isShape(tensor.shape)) return null;
    const { dtype, shape, content } = tensor;
    if (content.length !== valueCount(shape) * valueBytesOf(tensor)!) return null;
    first ??= { dtype, shape };
    if (dtype !== first.dtype || shape.join() !== first.shape.join()) return null;
    parts.push(new RecordPart(run, series, point, content.byteOffset - record.byteOffset, content.length));
  }
  if (!first) return null;
  const source = new JoinedSources(parts, missing);
  const shape = [parts.length, ...first.shape];
  return {
    entry: { ...entry, dtype: first.dtype, shape, count: valueCount(shape), bytes: source.size },
    ...{ stored: first.dtype, quantization: null, source, at: 0 },
  };
}
const maxTensorPoints = 1000;

/** A stretch of a point's record, read when it is asked for. */
class RecordPart implements ByteSource {
  constructor(
    private readonly run: LogRun,
    private readonly series: MergedSeries,
    private readonly point: number,
    private readonly start: number,
    readonly size: number,
  ) {}

  read(into: Uint8Array, position: number): void {
    const from = this.start + position;
    into.set(this.run.record(this.series, this.point).subarray(from, from + into.length));
  }
}

const missing = (): LayerglassError => new LayerglassError('file-short', 'There are no more points');
const memory = (bytes: Uint8Array): MemorySource => new MemorySource(bytes, missing);
