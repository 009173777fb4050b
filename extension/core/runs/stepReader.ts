import * as fs from 'node:fs';
import type { RunManifest, StepRecord } from '../../protocol/run';
import { maskedCrc32c } from './crc32c';
import { recordFooterBytes, recordHeaderBytes } from './eventRecord';
import { stepTags } from './eventTags';
import { protobufFields } from './protobufReader';
import { openRegular, readFully } from './readBounded';

/** Records of curves are shorter; longer ones are histograms and passed over unread. */
const maxCurveRecordBytes = 16_384;
const pieceBytes = 2 ** 20;
/** When there are more steps than this, every second one is forgotten: more than any view shows. */
const maxKept = 200_000;

/** One step as an event file has it: `prefix` stands for the model. */
interface RawStep {
  prefix: string;
  step: number;
  epoch: number | null;
  loss: number | null;
  learningRate: number | null;
}

/** Reads the steps of one event file, and on later calls those that were appended since. */
export class StepReader {
  private offset = 0;
  private raw: RawStep[] = [];
  /** True once a record was found damaged: nothing behind it is read. A short last record is one still being written. */
  isDamaged = false;

  constructor(private readonly file: string) {}

  /** All steps so far, in the order written. Throws LayerglassError where the file cannot be opened. */
  read(manifest: Pick<RunManifest, 'fits' | 'models'>): StepRecord[] {
    const fd = this.isDamaged ? null : openRegular(this.file);
    if (fd !== null)
      try {
        this.readNew(fd);
      } finally {
        fs.closeSync(fd);
      }
    return this.raw.map(({ prefix, ...rest }) => ({ fit: fitOf(manifest, prefix, rest.step), ...rest }));
  }

  private readNew(fd: number): void {
    const { size } = fs.fstatSync(fd);
    const piece = new Uint8Array(Math.min(pieceBytes, Math.max(0, size - this.offset)));
    while (this.offset < size && !this.isDamaged) {
      const got = piece.subarray(0, readFully(fd, piece, this.offset));
      const used = this.readPiece(got, size);
      if (used === 0) return;
      this.offset += used;
      if (this.raw.length > maxKept) this.raw = this.raw.filter((_, i) => i % 2 === 0 || i === this.raw.length - 1);
    }
  }

  /** Takes the whole records at the beginning of the bytes; returns how far to go on, 0 where the rest is not there yet. */
  private readPiece(bytes: Uint8Array, fileSize: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at + recordHeaderBytes <= bytes.length) {
      const isSound = view.getUint32(at + 8, true) === maskedCrc32c(bytes.subarray(at, at + 8));
      const length = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
      if (!isSound) {
        this.isDamaged = true;
        return at;
      }
      const end = at + recordHeaderBytes + length + recordFooterBytes;
      if (this.offset + end > fileSize) return at;
      if (length > maxCurveRecordBytes) {
        at = end;
        if (at >= bytes.length) return at;
        continue;
      }
      if (end > bytes.length) return at;
      const data = bytes.subarray(at + recordHeaderBytes, at + recordHeaderBytes + length);
      if (view.getUint32(end - recordFooterBytes, true) !== maskedCrc32c(data)) {
        this.isDamaged = true;
        return at;
      }
      const step = stepOf(data);
      if (step) this.raw.push(step);
      at = end;
    }
    return at;
  }
}

/** The step that an event tells of, null for other events. */
function stepOf(event: Uint8Array): RawStep | null {
  let step = 0;
  let summary: Uint8Array | null = null;
  for (const field of protobufFields(event)) {
    if (field.field === 2 && field.type === 'varint') step = field.value;
    if (field.field === 5 && field.type === 'block') summary = field.value;
  }
  if (!summary || !Number.isSafeInteger(step)) return null;
  const values = new Map<string, number>();
  for (const value of protobufFields(summary)) {
    if (value.field !== 1 || value.type !== 'block') continue;
    let tag: string | null = null;
    let scalar: number | null = null;
    for (const field of protobufFields(value.value)) {
      if (field.field === 1 && field.type === 'block') tag = new TextDecoder().decode(field.value);
      if (field.field === 2 && field.type === 'float') scalar = field.value;
    }
    if (tag !== null && scalar !== null) values.set(tag, scalar);
  }
  const lossTag = [...values.keys()].find(tag => tag.endsWith(stepTags.loss));
  if (lossTag === undefined) return null;
  const prefix = lossTag.slice(0, -stepTags.loss.length);
  const figureOf = (tag: string) => {
    const value = values.get(prefix + tag);
    return value !== undefined && Number.isFinite(value) ? value : null;
  };
  const rate = figureOf(stepTags.learningRate);
  const epoch = figureOf(stepTags.epoch);
  return {
    prefix,
    step,
    epoch: epoch === null ? null : shortest(epoch),
    loss: figureOf(stepTags.loss),
    // Settings are round numbers: 0.001 was written, where the float32 reads 0.0010000000474974513.
    learningRate: rate === null ? null : shortest(rate),
  };
}

/** The shortest decimal number whose float32 is this one. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** The fit that a step belongs to: of those of its model, the last that had begun. */
function fitOf({ fits, models }: Pick<RunManifest, 'fits' | 'models'>, prefix: string, step: number): number {
  const model = prefix ? prefix.slice(0, -1) : models[0]?.name;
  const begun = fits.filter(fit => fit.firstStep < step);
  return (begun.findLast(fit => fit.model === model) ?? begun.at(-1) ?? fits[0])?.index ?? 0;
}
