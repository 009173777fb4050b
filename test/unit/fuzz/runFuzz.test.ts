import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runFuzz, type FuzzResult } from '../../fuzz/runFuzz';

const opener = path.join(__dirname, 'plantedFaults.ts');
/** What is planted, and as what the fuzzer is to find it. */
const cases: readonly { fault: string; kind: FuzzResult['finds'][number]['kind']; detail: RegExp }[] = [
  { fault: 'throws', kind: 'crash', detail: /^TypeError: .*\n.*plantedFaults/ },
  { fault: 'is slow', kind: 'slow', detail: /^\d+ ms$/ },
  { fault: 'hangs', kind: 'hang', detail: /ms of its own/ },
  { fault: 'waits', kind: 'hang', detail: /ms of its own/ },
  { fault: 'dies', kind: 'death', detail: /SIGABRT.*dies/s },
  { fault: 'is never done', kind: 'death', detail: /^code 0/ },
  { fault: 'takes memory', kind: 'memory', detail: /^\d+ MB$/ },
  { fault: 'reads another file', kind: 'foreign-read', detail: /x$/ },
  { fault: 'leaves open', kind: 'left-open', detail: /^1 files$/ },
  { fault: 'differs on the disk', kind: 'differs-on-disk', detail: /became refused file-short$/ },
  { fault: 'skips checksums', kind: 'silent-change', detail: /became|is not there|is new/ },
];

describe('the fuzzer', function () {
  this.timeout(60_000);
  let keep: string;
  beforeEach(() => (keep = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-finds-'))));
  afterEach(() => {
    fs.rmSync(keep, { recursive: true });
    delete process.env.PLANTED_FAULT;
  });

  /** Ends soon after the first find. */
  function findPlanted(fault: string): Promise<FuzzResult> {
    process.env.PLANTED_FAULT = fault;
    // a gigabyte is not filled at once everywhere
    const silenceMs = fault === 'takes memory' ? 20_000 : 2500;
    const planted = { opener, only: 'npz/stored.npz', silenceMs, idleMs: 2000, maxFinds: 1 };
    return runFuzz({ seed: 1, inputs: 2000, ms: 30_000, processes: 1, keep, ...planted });
  }

  for (const { fault, kind, detail } of cases)
    it(`finds a reader that ${fault}`, async () => {
      const { finds } = await findPlanted(fault);
      assert.equal(finds[0]?.kind, kind, finds[0]?.detail);
      assert.match(finds[0].detail, detail);
      assert.deepEqual(fs.readdirSync(finds[0].kept), ['stored.npz']);
    });
  it('ends with what it has when it is told to', async () => {
    process.env.PLANTED_FAULT = 'nothing';
    const stop = new AbortController();
    const { inputs, finds } = await runFuzz({
      ...{ seed: 1, inputs: Infinity, ms: 50_000, processes: 2, keep, opener, only: 'npy/' },
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    assert.ok(inputs > 0);
    assert.deepEqual(finds, []);
  });
  it('finds nothing in one without a fault', async () => {
    const { finds, inputs, formats } = await findPlanted('nothing');
    assert.deepEqual(finds, []);
    assert.ok(inputs >= 2000);
    assert.deepEqual(formats, { npz: inputs });
  });
});
