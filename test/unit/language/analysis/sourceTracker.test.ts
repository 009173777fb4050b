import assert from 'node:assert/strict';
import type { AnalysisClient } from '../../../../language/analysis/analysisClient';
import { analyzeSource } from '../../../../language/analysis/analyzeSource';
import { noFacts, type SourceFacts } from '../../../../language/analysis/sourceFacts';
import { SourceTracker } from '../../../../language/analysis/sourceTracker';

const header = "import * as tf from '@tensorflow/tfjs';\n";

/** A parser that answers when it is told to. */
class HeldClient {
  readonly requests: { text: string; answer: () => void; fail: () => void }[] = [];
  request = ((_name: string, { text }: { text: string }) =>
    new Promise<SourceFacts>((resolve, reject) =>
      this.requests.push({
        text,
        answer: () => resolve(analyzeSource(text, 'typescript')),
        fail: () => reject(new Error('crashed')),
      }),
    )) as unknown as AnalysisClient['request'];
}

function setUp(first: string) {
  const client = new HeldClient();
  const failures: Error[] = [];
  const tracker = new SourceTracker(client, e => failures.push(e));
  let text = first;
  let version = 1;
  tracker.open('a', 'typescript', version, () => text);
  const edit = (offset: number, removed: number, inserted: string) => {
    text = text.slice(0, offset) + inserted + text.slice(offset + removed);
    tracker.change('a', ++version, [{ offset, removed, inserted: inserted.length }]);
  };
  return { client, tracker, failures, edit, text: () => text };
}
const starts = (facts: SourceFacts | null) => facts?.calls.map(c => c.start);

describe('SourceTracker', () => {
  it('asks the parser once for all who wait for the same text', async () => {
    const { client, tracker } = setUp(`${header}tf.layers.dense()`);
    const both = [tracker.current('a'), tracker.current('a')];
    assert.equal(tracker.known('a'), null);
    assert.equal(client.requests.length, 1);
    client.requests[0]!.answer();
    const [facts, same] = await Promise.all(both);
    assert.equal(facts, same);
    assert.deepEqual(starts(facts!), [header.length]);
    assert.equal(await tracker.current('a'), facts);
    assert.equal(client.requests.length, 1);
  });
  it('does not ask the parser about text without TensorFlow.js', async () => {
    const { client, tracker } = setUp('const x = 1;');
    assert.equal(await tracker.current('a'), noFacts);
    assert.equal(client.requests.length, 0);
  });
  it('moves what is known with each edit, before the parser has answered', async () => {
    const { client, tracker, edit } = setUp(`${header}tf.layers.dense()`);
    const first = tracker.current('a');
    client.requests[0]!.answer();
    await first;
    edit(0, 0, '// one more line\n');
    assert.deepEqual(starts(tracker.known('a')), [header.length + 17]);
    assert.equal(client.requests.length, 1);
  });
  it('drops an answer for a text that has changed meanwhile, and asks again', async () => {
    const { client, tracker, edit, text } = setUp(`${header}tf.layers.dense()`);
    const facts = tracker.current('a');
    edit(header.length, 0, 'tf.layers.flatten();\n');
    edit(0, 0, '\n');
    client.requests[0]!.answer();
    await Promise.resolve().then(() => {});
    while (client.requests.length < 2) await new Promise(setImmediate);
    assert.equal(client.requests[1]!.text, text());
    client.requests[1]!.answer();
    assert.deepEqual(
      (await facts).calls.map(c => c.name),
      ['flatten', 'dense'],
    );
  });
  it('keeps what is known when the parser fails, and asks again after the next edit', async () => {
    const { client, tracker, edit, failures } = setUp(`${header}tf.layers.dense()`);
    const first = tracker.current('a');
    client.requests[0]!.answer();
    await first;
    edit(0, 0, ' ');
    const second = tracker.current('a');
    client.requests[1]!.fail();
    assert.deepEqual(starts(await second), [header.length + 1]);
    assert.equal(failures.length, 1);
    await tracker.current('a');
    assert.equal(client.requests.length, 2);
    edit(0, 0, ' ');
    const third = tracker.current('a');
    client.requests[2]!.answer();
    assert.deepEqual(starts(await third), [header.length + 2]);
  });
  it('lets those who wait go when the source is closed', async () => {
    const { client, tracker, edit } = setUp(`${header}tf.layers.dense()`);
    const facts = tracker.current('a');
    edit(0, 0, ' ');
    tracker.close('a');
    client.requests[0]!.answer();
    assert.deepEqual(await facts, noFacts);
    assert.equal(await tracker.current('a'), noFacts);
  });
});
