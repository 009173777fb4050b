import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { EventFile } from '../../../../extension/core/logs/eventFile';
import { eventRecord, valuesRecord } from '../../../../extension/core/runs/eventRecord';
import { maskedCrc32c } from '../../../../extension/core/runs/crc32c';
import { temporaryFolder } from '../runs/runFixtures';
import { eventName, logFixtures, writeEvents } from './logFixtures';

const opened = (file: string): EventFile => {
  const events = new EventFile(file, path.basename(file));
  events.read();
  return events;
};
const lossOf = (events: EventFile): [number, number][] => {
  const series = events.series.get('loss');
  return series ? series.steps.map((step, i) => [step, series.scalars[i]!]) : [];
};
const losses = (count: number): [number, { tag: string; scalar: number }[]][] =>
  Array.from({ length: count }, (_, step) => [step, [{ tag: 'loss', scalar: step / 2 }]]);

describe('an event file', () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (place = temporaryFolder()));
  afterEach(() => place.remove());

  it('is read on from where it was read to, whatever stands at its end between two looks', () => {
    const whole = fs.readFileSync(writeEvents(path.join(place.folder, 'whole'), losses(12)));
    const file = path.join(place.folder, eventName);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 6 }), cuts => {
        fs.writeFileSync(file, '');
        const events = new EventFile(file, eventName);
        let before = 0;
        for (const cut of [...cuts.sort((a, b) => a - b), whole.length]) {
          fs.appendFileSync(file, whole.subarray(before, cut));
          before = cut;
          events.read();
          const there = lossOf(events);
          assert.deepEqual(there, lossesUpTo(there.length));
          assert.deepEqual(events.problems, []);
        }
        assert.equal(lossOf(events).length, 12);
        assert.equal(events.restBytes, 0);
      }),
      { numRuns: 40 },
    );
  });

  it('says that its last record is not whole', () => {
    const file = writeEvents(place.folder, losses(3));
    fs.truncateSync(file, fs.statSync(file).size - 5);
    const events = opened(file);
    assert.equal(lossOf(events).length, 2);
    assert.ok(events.restBytes > 0);
    assert.deepEqual(events.problems, []);
  });

  it('is read anew when another takes its place', () => {
    const file = writeEvents(place.folder, losses(5));
    const events = opened(file);
    writeEvents(place.folder, losses(2));
    events.read();
    assert.deepEqual(lossOf(events), lossesUpTo(2));
  });

  it('tells of any flipped bit by the byte of its record, and gives all the other records', () => {
    const bytes = fs.readFileSync(writeEvents(place.folder, losses(6)));
    const file = path.join(place.folder, 'events.out.tfevents.flipped');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const flipped = Buffer.from(bytes);
        flipped[at]! ^= 1 << bit;
        fs.writeFileSync(file, flipped);
        const events = opened(file);
        const [problem] = events.problems;
        assert.equal(events.problems.length, 1);
        assert.equal(problem!.code, 'checksum-mismatch');
        const told = Number(problem!.where.split(':').at(-1));
        assert.ok(told <= at, `${told} is behind ${at}`);
        for (const [step, value] of lossOf(events)) assert.equal(value, step / 2);
        if (/does not have its checksum: it is left out/.test(problem!.message)) assert.ok(lossOf(events).length >= 5);
      }),
      { numRuns: 60 },
    );
  });

  it('takes no memory for what a length promises', () => {
    const header = new Uint8Array(16);
    const view = new DataView(header.buffer);
    for (const [low, high] of [
      [0, 2 ** 28],
      [0xffff_ffff, 0xffff_ffff],
      [2 ** 31, 0],
    ] as const) {
      view.setUint32(0, low, true);
      view.setUint32(4, high, true);
      view.setUint32(8, maskedCrc32c(header.subarray(0, 8)), true);
      const file = writeEvents(place.folder, losses(2));
      fs.appendFileSync(file, header);
      const before = process.memoryUsage().arrayBuffers;
      const events = opened(file);
      assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 24);
      assert.equal(lossOf(events).length, 2);
      assert.equal(events.restBytes, 16);
    }
  });

  it('reads any bytes with good checksums without failing', () => {
    const file = path.join(place.folder, eventName);
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), records => {
        fs.writeFileSync(file, Buffer.concat(records.map(r => eventRecord(r))));
        assert.deepEqual(opened(file).problems, []);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps every second point of a long series, and says so', () => {
    const steps = 2500;
    const file = path.join(place.folder, eventName);
    const record = Array.from({ length: steps }, (_, step) => valuesRecord(1, step, [{ tag: 'loss', scalar: step }]));
    fs.writeFileSync(file, Buffer.concat(record));
    const events = new EventFile(file, eventName, 1000);
    events.read();
    const series = events.series.get('loss')!;
    assert.ok(events.isThinned && series.steps.length <= 1000);
    assert.equal(series.steps[0], 0);
    assert.equal(series.steps.at(-1), steps - 1);
    assert.deepEqual(series.scalars, series.steps);
  });

  it('is not read through a link', () => {
    const file = writeEvents(path.join(place.folder, 'other'), losses(2));
    const link = path.join(place.folder, eventName);
    fs.symlinkSync(file, link);
    assert.throws(() => opened(link), { code: 'not-a-file' });
  });

  it('of PyTorch, TensorFlow 1 and Keras says its version and who wrote it', () => {
    const first = (name: string): EventFile => {
      const folder = path.join(logFixtures, name);
      return opened(
        path.join(
          folder,
          fs.readdirSync(folder).find(f => f.includes('tfevents'))!,
        ),
      );
    };
    assert.equal(first('torch').version, 'brain.Event:2');
    assert.equal(first('tf1').version, 'brain.Event:2');
    assert.match(first('summary').writer ?? '', /tensorflow/);
  });
});

const lossesUpTo = (count: number): [number, number][] => Array.from({ length: count }, (_, step) => [step, step / 2]);
