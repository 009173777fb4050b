import assert from 'node:assert/strict';
import { sarifLog, type SarifInput } from '../../../extension/cli/sarifLog';
import { findingRules } from '../../../extension/core/findings/findingRules';
import { finding } from './findingSamples';
import { parseSarif } from './sarifSchema';

const input = (known: Partial<SarifInput> = {}): SarifInput => ({
  findings: [],
  suppressed: [],
  root: '/home/me/my repo',
  folder: '/home/me/my repo/net',
  program: 'src/train.ts',
  error: null,
  notices: [],
  exitCode: 0,
  startedAt: 1.7e12,
  endedAt: 1.7e12 + 5,
  ...known,
});
const runOf = (known: Partial<SarifInput> = {}) => parseSarif(JSON.stringify(sarifLog(input(known))));
const site = (file: string, line = 12, column = 5) => ({ file, line, column });

describe('sarifLog', () => {
  it('has all rules, with page, severity and limits', () => {
    const { rules } = runOf().tool.driver;
    assert.deepEqual(rules.map(r => r.id), findingRules.map(r => r.id)); // prettier-ignore
    const rule = rules.find(r => r.id === 'poor-initialization')!;
    assert.equal(rule.name, 'PoorInitialization');
    assert.match(rule.help!.markdown, /## What it means/);
    assert.equal(rule.defaultConfiguration!.level, 'warning');
    assert.equal((rule.properties!.limits as Record<string, { default: number }>).maxVarianceRatio!.default, 10);
  });
  it('places a finding relative to the root, with what it means and related places', () => {
    const related = [
      { site: site('src/model.ts', 3, 1), message: 'conv1: spread 1' },
      { site: site('/elsewhere/x.ts'), message: 'outside' },
    ];
    const [result] = runOf({ findings: [finding({ related })] }).results;
    assert.equal(result!.level, 'error');
    assert.equal(result!.message.text, 'Spread grows 180× from conv1 to conv4: use heNormal\nThe weights start too large.\nUse heNormal.'); // prettier-ignore
    assert.deepEqual(result!.locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: 'net/src/model.ts', uriBaseId: 'SRCROOT' },
          region: { startLine: 12, startColumn: 5 },
        },
        logicalLocations: [{ name: 'conv4', fullyQualifiedName: 'net/conv4' }],
      },
    ]);
    assert.deepEqual(result!.relatedLocations!.map(l => [l.id, l.message.text]), [[1, 'conv1: spread 1']]); // prettier-ignore
    assert.equal(runOf().originalUriBaseIds.SRCROOT.uri, 'file:///home/me/my%20repo/');
  });
  it('has a level for each severity', () => {
    const severities = ['error', 'warning', 'info'] as const;
    assert.deepEqual(runOf({ findings: severities.map(severity => finding({ severity })) }).results.map(r => r.level), ['error', 'warning', 'note']); // prettier-ignore
  });
  it('names the program where a finding has no place, or one outside of the root', () => {
    for (const place of [null, site('../../../../etc/passwd'), site('/etc/passwd'), site('..')]) {
      const [{ physicalLocation }] = runOf({ findings: [finding({ site: place })] }).results[0]!.locations as [
        { physicalLocation?: object },
      ];
      assert.deepEqual(physicalLocation, { artifactLocation: { uri: 'net/src/train.ts', uriBaseId: 'SRCROOT' } });
    }
    assert.deepEqual(runOf({ findings: [finding({ site: null, layer: null, model: null })], folder: null }).results[0]!.locations, [{}]); // prettier-ignore
  });
  it('is whole whatever names there are', () => {
    const evil = '\x1b[2J\u202e<script>"\n\ud800 %2e%2e/ü #?&';
    const hostile = finding({ rule: evil, message: evil, layer: evil, model: evil, site: site(evil), related: [{ site: site(evil), message: evil }] }); // prettier-ignore
    const run = runOf({ findings: [hostile, hostile], program: evil, error: { code: evil, message: evil, remedy: '', site: site(evil) }, notices: [{ code: evil, message: evil }] }); // prettier-ignore
    assert.doesNotMatch(JSON.stringify(run), /\\u001b|\u202e/);
    assert.equal(run.tool.driver.rules.length, findingRules.length + 1);
  });
  it('knows a finding again when its lines have shifted, and tells those apart that are alike', () => {
    const printsOf = (...findings: ReturnType<typeof finding>[]) =>
      runOf({ findings }).results.map(r => r.partialFingerprints['layerglass/v1']);
    const [before] = printsOf(finding());
    assert.deepEqual(printsOf(finding({ site: site('src/model.ts', 99, 1), message: 'Spread grows 181×', step: 3 })), [before]); // prettier-ignore
    const all = printsOf(
      ...[finding(), finding(), finding({ layer: 'conv3' }), finding({ rule: 'dead-units' })],
      ...[finding({ model: 'b' }), finding({ site: site('a.ts') }), finding({ layer: null, fit: 1 })],
      finding({ layer: null, fit: 2 }),
    );
    assert.equal(all[0], before);
    assert.equal(new Set(all).size, all.length);
  });
  it('marks what a comment switches off', () => {
    const { results } = runOf({ findings: [finding()], suppressed: [finding({ layer: 'conv3' })] });
    assert.deepEqual(results.map(r => r.suppressions), [undefined, [{ kind: 'inSource' }]]); // prettier-ignore
  });
  it('says how the run went', () => {
    const [fine] = runOf({ exitCode: 3, findings: [finding()] }).invocations;
    assert.deepEqual([fine.executionSuccessful, fine.exitCode], [true, 3]);
    const error = {
      code: 'program-error',
      message: 'Error: too warm',
      remedy: 'Cool it.',
      site: site('src/train.ts', 7),
    };
    const [failed] = runOf({ exitCode: 1, error, notices: [{ code: 'disk-slow', message: 'The disk is slow.' }] }).invocations; // prettier-ignore
    assert.equal(failed.executionSuccessful, false);
    const [first, second] = failed.toolExecutionNotifications;
    assert.deepEqual([first!.level, first!.message.text, second!.level], ['error', 'Error: too warm Cool it.', 'note']);
    assert.equal(first!.locations![0]!.physicalLocation.region!.startLine, 7);
  });
  it('is an analysis of its own for each program', () => {
    assert.equal(runOf().automationDetails.id, 'layerglass/net/src/train.ts/');
    assert.equal(runOf({ folder: null }).automationDetails.id, 'layerglass/');
  });
});
