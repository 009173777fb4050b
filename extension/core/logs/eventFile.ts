import * as fs from 'node:fs';
import { LayerglassError } from '../../protocol/errors';
import type { FileProblem } from '../../protocol/reader';
import { addProblem } from '../formats/fileProblems';
import { maskedCrc32c } from '../runs/crc32c';
import { recordFooterBytes } from '../runs/eventRecord';
import { openRegular, readFully } from '../runs/readBounded';
import { visitRecords, type RecordVisitor } from './eventRecords';
import { decodeEvent, type LoggedValue, type SeriesKind } from './loggedEvent';

/** The values of one tag, one entry a point in each list. Only scalars are kept: of others, where their record lies. */
export interface Series {
  tag: string;
  kind: SeriesKind;
  plugin: string;
  /** True while all scalars were stored in float32. */
  isFloat32: boolean;
  steps: number[];
  /** Seconds since 1970. */
  wallTimes: number[];
  /** Of scalars; empty for others. */
  scalars: number[];
  /** Where the data of its record begin, and how long they are. */
  places: number[];
  lengths: number[];
}

/** A series without points. */
export const emptySeries = ({ tag, kind, plugin }: Pick<Series, 'tag' | 'kind' | 'plugin'>): Series => ({
  ...{ tag, kind, plugin, isFloat32: true },
  ...{ steps: [], wallTimes: [], scalars: [], places: [], lengths: [] },
});

const maxSeries = 20_000;
/** Of one series and of one file: beyond, every second point is forgotten. */
const maxSeriesPoints = 100_000;
const maxPointsInAll = 2_000_000;

/** One event file: what it holds, and on later calls of `read` what was appended since. */
export class EventFile {
  readonly series = new Map<string, Series>();
  readonly problems: FileProblem[] = [];
  version: string | null = null;
  writer: string | null = null;
  /** Of its first event; null before there is one. */
  firstTime: number | null = null;
  lastTime = 0;
  size = 0;
  /** Bytes behind the last whole record: one is being written, or was cut off. */
  restBytes = 0;
  isThinned = false;
  /** What is new was not read to its end. */
  hasMore = false;
  private points = 0;
  private offset = 0;
  private stamp = '';
  private isEnded = false;
  private hasTooMany = false;

  /** @param name as problems call it: relative to the log directory, with `/` */
  constructor(
    readonly file: string,
    readonly name: string,
    private readonly maxPoints = maxSeriesPoints,
  ) {}

  /** Reads what is new, a part of it where that is much; returns whether there was anything. Throws LayerglassError where it cannot be opened. */
  read(maxBytes = Infinity): boolean {
    const fd = openRegular(this.file);
    if (fd === null) return false;
    try {
      const { size, ino, mtimeMs } = fs.fstatSync(fd);
      const stamp = `${ino} ${size} ${mtimeMs}`;
      if (stamp === this.stamp && !this.hasMore) return false;
      const isOther = this.stamp !== '' && (size < this.size || !this.stamp.startsWith(`${ino} `));
      if (isOther) this.forget();
      this.stamp = stamp;
      this.size = size;
      if (this.isEnded) return isOther;
      const from = this.offset;
      const readAt = (into: Uint8Array, position: number): number => readFully(fd, into, position);
      const { at, isEnded } = visitRecords(readAt, size, from, this.visitor, maxBytes);
      this.hasMore = !isEnded && at - from >= maxBytes;
      this.offset = at;
      this.isEnded = isEnded;
      this.restBytes = isEnded ? 0 : size - at;
      return true;
    } finally {
      fs.closeSync(fd);
    }
  }

  /** The data of a record that was read before. Throws LayerglassError where they are not there any more. */
  recordAt(at: number, length: number): Uint8Array {
    const fd = openRegular(this.file);
    try {
      const bytes = new Uint8Array(length + recordFooterBytes);
      if (fd !== null && readFully(fd, bytes, at) === bytes.length) {
        const data = bytes.subarray(0, length);
        if (new DataView(bytes.buffer).getUint32(length, true) === maskedCrc32c(data)) return data;
      }
    } finally {
      if (fd !== null) fs.closeSync(fd);
    }
    throw new LayerglassError('changed', `${this.name} is not what it was: it was replaced meanwhile`, {
      where: this.name,
    });
  }

  private forget(): void {
    this.series.clear();
    this.problems.length = 0;
    Object.assign(this, {
      version: null,
      writer: null,
      firstTime: null,
      lastTime: 0,
      offset: 0,
      isEnded: false,
      points: 0,
    });
  }

  private readonly visitor: RecordVisitor = {
    record: (data, at) => {
      const event = decodeEvent(data, tag => this.series.get(tag)?.plugin);
      this.version ??= event.version;
      this.writer ??= event.writer;
      if (!Number.isSafeInteger(event.step) || !Number.isFinite(event.wallTime)) return;
      this.firstTime ??= event.wallTime;
      this.lastTime = Math.max(this.lastTime, event.wallTime);
      for (const value of event.values) this.add(value, event.step, event.wallTime, at, data.length);
    },
    bad: (code, at) => {
      const message = {
        'record-damaged': `The record at byte ${at} does not have its checksum: it is left out.`,
        'length-damaged': `At byte ${at} a record's length does not have its checksum: nothing behind it can be read.`,
        'record-too-large': `The record at byte ${at} is larger than any that is read: it is left out.`,
      }[code];
      addProblem(
        this.problems,
        code === 'record-too-large' ? code : 'checksum-mismatch',
        message,
        `${this.name}:${at}`,
      );
    },
  };

  private add(value: LoggedValue, step: number, wallTime: number, at: number, length: number): void {
    let series = this.series.get(value.tag);
    if (!series) {
      if (this.series.size >= maxSeries) {
        if (!this.hasTooMany)
          addProblem(this.problems, 'too-many-tags', `Of its tags only the first ${maxSeries} are shown.`, this.name);
        this.hasTooMany = true;
        return;
      }
      series = emptySeries(value);
      this.series.set(value.tag, series);
    }
    // What a tag is its first value says.
    if (value.kind !== series.kind) return;
    series.steps.push(step);
    series.wallTimes.push(wallTime);
    series.places.push(at);
    series.lengths.push(length);
    if (value.kind === 'scalar') {
      series.scalars.push(value.scalar);
      series.isFloat32 &&= value.isFloat32;
    }
    this.points++;
    if (series.steps.length > this.maxPoints) this.thin(series);
    if (this.points > maxPointsInAll) for (const one of this.series.values()) this.thin(one);
  }

  private thin(series: Series): void {
    if (series.steps.length < 3) return;
    this.isThinned = true;
    const last = series.steps.length - 1;
    for (const list of ['steps', 'wallTimes', 'scalars', 'places', 'lengths'] as const)
      series[list] = series[list].filter((_, i) => i % 2 === 0 || i === last);
    this.points -= last + 1 - series.steps.length;
  }
}
