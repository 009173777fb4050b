import * as assert from 'node:assert/strict';
import { ProgressMeter } from '../../../../extension/engine/native/progressMeter';
import { nativeProgressText, type NativeProgress } from '../../../../extension/protocol/nativeProgress';

describe('ProgressMeter', () => {
  const make = () => {
    const seen: NativeProgress[] = [];
    const clock = { ms: 0 };
    const meter = new ProgressMeter(['packages', 'wheel', 'proof'], p => seen.push(p), () => clock.ms); // prettier-ignore
    return { meter, clock, last: () => seen.at(-1)!, seen };
  };

  it('measures the time left of a download by its pace, from its first bytes on', () => {
    const { meter, clock, last } = make();
    meter.begin('wheel', 'Fetching', 1000);
    assert.equal(last().secondsLeft, null);
    clock.ms = 5000;
    meter.bytes(100);
    assert.equal(last().secondsLeft, null, 'no pace yet');
    clock.ms = 7000;
    meter.bytes(300);
    // 100 bytes a second, and the proof’s 8 s
    assert.equal(last().secondsLeft, 7 + 8);
    assert.equal(nativeProgressText(last()), 'Fetching · 0 of 0 MB · 15 s left');
  });

  it('never goes beyond what is expected, nor back', () => {
    const { meter, clock, seen, last } = make();
    meter.begin('packages', 'a');
    clock.ms = 1e6;
    meter.bytes(0);
    meter.begin('wheel', 'b', 100);
    meter.bytes(250);
    assert.equal(last().doneBytes, 100);
    meter.bytes(50);
    meter.begin('proof', 'c');
    meter.begin('packages', 'again');
    assert.ok(seen.every((p, i) => p.share >= (seen[i - 1]?.share ?? 0) && p.share <= 1));
  });

  it('says nothing of the time before a download that is not measured yet', () => {
    const { meter, clock, last } = make();
    meter.begin('packages', 'a');
    assert.equal(last().secondsLeft, null);
    meter.begin('proof', 'c');
    assert.equal(last().secondsLeft, 8);
    clock.ms = 3000;
    meter.tick();
    assert.equal(last().secondsLeft, 5);
  });
});
