import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import { valuesRecord, versionRecord, type EventValue } from '../../../core/runs/eventRecord';
import { eventFilePrefix } from '../../../core/runs/runPaths';
import { summarize } from '../../../core/stats/summarize';

type TensorFlowModule = typeof tfjs;

/** `tf.node.summaryFileWriter`: curves and histograms in TensorBoard's event files, each value written as it comes. */
export class SummaryFileWriter {
  private readonly file: string;
  constructor(logdir: string, filenameSuffix: string) {
    fs.mkdirSync(logdir, { recursive: true });
    const name = `${eventFilePrefix}${Math.floor(Date.now() / 1000)}.${os.hostname()}.${process.pid}${filenameSuffix}`;
    this.file = path.join(logdir, name);
    fs.appendFileSync(this.file, versionRecord(Date.now()));
  }

  scalar(name: string, value: number | tfjs.Scalar, step: number): void {
    this.add(step, { tag: name, scalar: typeof value === 'number' ? value : (value.dataSync()[0] as number) });
  }

  /** In 30 buckets, whatever `buckets` says: that is what TensorBoard draws. */
  histogram(name: string, data: tfjs.Tensor, step: number): void {
    const values = data.dataSync<'float32' | 'int32' | 'bool'>();
    this.add(step, { tag: name, histogram: summarize(values) });
  }

  /** Everything is written already. */
  flush(): void {}

  private add(step: number, value: EventValue): void {
    fs.appendFileSync(this.file, valuesRecord(Date.now(), step, [value]));
  }
}

interface TensorBoardArguments {
  updateFreq?: 'batch' | 'epoch';
  histogramFreq?: number;
}

/** `tf.node.summaryFileWriter` and `tf.node.tensorBoard`: the arguments, file places and tags of tfjs-node. */
export function createSummaryFunctions(tf: TensorFlowModule): Record<string, unknown> {
  const writers = new Map<string, SummaryFileWriter>();
  const summaryFileWriter = (
    logdir: string,
    _maxQueue?: number,
    _flushMillis?: number,
    filenameSuffix = '.v2',
  ): SummaryFileWriter => {
    const key = path.resolve(logdir);
    const known = writers.get(key) ?? new SummaryFileWriter(key, filenameSuffix);
    writers.set(key, known);
    return known;
  };

  class TensorBoardCallback extends tf.CustomCallback {
    private watched: tfjs.LayersModel | null = null;
    private batchesSeen = 0;
    constructor(
      readonly logdir = './logs',
      { updateFreq = 'epoch', histogramFreq = 0 }: TensorBoardArguments = {},
    ) {
      super({
        onBatchEnd: (_batch, logs) => {
          this.batchesSeen++;
          if (updateFreq === 'batch') this.logMetrics(logs, 'batch_', this.batchesSeen);
        },
        onEpochEnd: (epoch, logs) => {
          this.logMetrics(logs, 'epoch_', epoch + 1);
          if (histogramFreq > 0 && epoch % histogramFreq === 0) this.logWeights(epoch);
        },
      });
    }

    override setModel(model: tfjs.LayersModel): void {
      this.watched = model;
      super.setModel(model);
    }

    private logMetrics(logs: tfjs.Logs | undefined, prefix: string, step: number): void {
      for (const [name, value] of Object.entries(logs ?? {})) {
        if (['batch', 'size', 'num_steps'].includes(name)) continue;
        const isValidation = name.startsWith('val_');
        const writer = summaryFileWriter(path.join(this.logdir, isValidation ? 'val' : 'train'));
        writer.scalar(prefix + (isValidation ? name.slice(4) : name), value, step);
      }
    }

    private logWeights(step: number): void {
      const writer = summaryFileWriter(path.join(this.logdir, 'train'));
      for (const weight of this.watched?.weights ?? []) writer.histogram(weight.name, weight.read(), step);
    }
  }

  return {
    summaryFileWriter,
    tensorBoard: (logdir?: string, args?: TensorBoardArguments) => new TensorBoardCallback(logdir, args),
  };
}
