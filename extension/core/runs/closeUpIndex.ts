import * as path from 'node:path';
import * as v from 'valibot';
import { parseJsonLines } from './jsonLines';
import { isRealFolder, maxIndexBytes, readBounded } from './readBounded';
import { closeUpsName, indexName } from './runPaths';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
/** One line of the index: which close-up, and the number of the file that held it when it was taken. */
const closeUpLineSchema = v.object({
  fit: v.number(),
  model: v.string(),
  step: v.number(),
  epoch: v.nullable(v.number()),
  number: v.pipe(whole, v.maxValue(1e9)),
  bytes: whole,
  hasPictures: v.boolean(),
});
export type CloseUpLine = v.InferOutput<typeof closeUpLineSchema>;

export const closeUpIndexFile = (folder: string): string => path.join(folder, closeUpsName, indexName);
/** Only numbers name files: whatever an index says, nothing else is opened. */
export const closeUpFile = (folder: string, number: number): string => path.join(folder, closeUpsName, `${number}.bin`);
export const closeUpFilePattern = /^(\d{1,9})\.bin$/;

/** The close-ups that were taken, in the order written; of some the file is gone. None where there is no index. Throws LayerglassError. */
export function readCloseUpIndex(folder: string): CloseUpLine[] {
  const file = closeUpIndexFile(folder);
  const bytes = isRealFolder(path.dirname(file)) ? readBounded(file, maxIndexBytes) : null;
  return bytes ? linesOf(parseJsonLines(bytes).values) : [];
}

/** Those of the values that are lines of the index. */
export const linesOf = (values: readonly unknown[]): CloseUpLine[] =>
  values
    .map(value => v.safeParse(closeUpLineSchema, value))
    .filter(result => result.success)
    .map(result => result.output);
