import * as os from 'node:os';
import * as path from 'node:path';
import type { EpochRecord, Snapshot, StepRecord } from '../../protocol/run';
import { AppendFile } from './appendFile';
import { addValuesRecord, valuesRecord, versionRecord } from './eventRecord';
import { histogramValues, metricValues, stepTags } from './eventTags';
import type { FileSystem } from './fileSystem';
import { ProtobufWriter } from './protobufWriter';
import { eventFilePrefix } from './runPaths';

/** So many steps are written one by one; of the next as many every second, then every fourth: a month of steps stays readable. */
const fullSteps = 250_000;

/** Writes one event file: curves and histograms that TensorBoard shows. Times are when it is told. */
export class EventWriter {
  private readonly file: AppendFile;
  /** Used again and again: a step is a few bytes, and there are many. */
  private readonly stepRecords = new ProtobufWriter();
  private stepsSeen = 0;
  private stepsWritten = 0;

  /** Makes a new file in the run folder. Throws LayerglassError. `thinAfter`: so many steps are written before any is left out. */
  constructor(
    fileSystem: FileSystem,
    folder: string,
    timeMs: number,
    private readonly thinAfter = fullSteps,
  ) {
    const host = os.hostname().replace(/[^\w.-]/g, '_') || 'host';
    const base = `${eventFilePrefix}${Math.floor(timeMs / 1000)}.${host}.${process.pid}`;
    let name = `${base}.0`;
    for (let n = 1; fileSystem.existsSync(path.join(folder, name)); n++) name = `${base}.${n}`;
    this.file = new AppendFile(fileSystem, path.join(folder, name));
    this.file.append(versionRecord(timeMs));
  }

  /** `prefixOf`: what the tags of a fit's model begin with. */
  steps(steps: readonly StepRecord[], prefixOf: (fit: number) => string): void {
    const records = this.stepRecords.reset();
    for (const step of steps) {
      const every = 2 ** Math.floor(this.stepsWritten / this.thinAfter);
      if (this.stepsSeen++ % every) continue;
      this.stepsWritten++;
      addStep(records, step, prefixOf(step.fit));
    }
    const bytes = records.finish();
    if (bytes.length) this.file.append(bytes);
  }

  epoch(epoch: EpochRecord, prefix: string): void {
    const values = metricValues(prefix, epoch.metrics);
    if (values.length) this.file.append(valuesRecord(Date.now(), epoch.step, values));
  }

  /** One record, so that a reader of curves can pass over it at once. */
  histograms(snapshot: Snapshot, prefix: string): void {
    const values = snapshot.layers.flatMap(layer => histogramValues(prefix, layer));
    if (values.length) this.file.append(valuesRecord(Date.now(), snapshot.step, values));
  }

  close(): void {
    this.file.sync();
    this.file.close();
  }
}

function addStep(records: ProtobufWriter, { step, epoch, loss, learningRate }: StepRecord, prefix: string): void {
  const values = [{ tag: prefix + stepTags.loss, scalar: loss }];
  if (learningRate !== null) values.push({ tag: prefix + stepTags.learningRate, scalar: learningRate });
  if (epoch !== null) values.push({ tag: prefix + stepTags.epoch, scalar: epoch });
  addValuesRecord(records, Date.now(), step, values);
}
