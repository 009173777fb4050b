// SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import manifest from '../../package.json';
import type { FindingRule } from '../core/findings/findingRule';
import { findingRules } from '../core/findings/findingRules';
import { readRulePage } from '../core/findings/rulePages';
import { isInside } from '../core/runs/containedPath';
import { relativePath } from '../core/text/relativePath';
import type { Finding, Severity } from '../protocol/finding';
import type { Site } from '../protocol/model';
import type { Notice } from '../protocol/run';
import type { CheckedFindings } from './checkedFindings';
import { plain, plainLine } from './terminal';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const levels = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, string>;
const rootName = 'SRCROOT';

export interface SarifInput extends CheckedFindings {
  /** Absolute: what paths in the log are relative to, `SRCROOT`. */
  root: string;
  /** Absolute: what the program and the sites of findings are relative to; null where it is not known. */
  folder: string | null;
  program: string;
  /** Why the program or the file failed; null where it did not. */
  error: { code: string; message: string; remedy: string; site: Site | null } | null;
  notices: readonly Notice[];
  exitCode: number;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number;
}

/**
 * The findings as a SARIF 2.1.0 log: all rules with their pages and limits, the results with places and fingerprints that
 * outlast a change of lines, those that comments switch off as suppressed, and how the run went. Names and paths of unknown
 * origin: a place outside of `root` is left out.
 */
export function sarifLog(input: SarifInput): object {
  const known = new Set(findingRules.map(rule => rule.id));
  const all = [...input.findings, ...input.suppressed];
  const strange = [...new Set(all.map(f => f.rule))].filter(id => !known.has(id));
  const rules = [...findingRules.map(descriptorOf), ...strange.map(id => ({ id: plain(id) }))];
  const indexOf = new Map([...findingRules.map(r => r.id), ...strange].map((id, i) => [id, i]));
  const fingerprints = new Map<string, number>();
  const result = (finding: Finding, isSuppressed: boolean): object => ({
    ruleId: plain(finding.rule),
    ruleIndex: indexOf.get(finding.rule),
    level: levels[finding.severity],
    message: { text: [finding.message, finding.meaning, finding.advice].filter(Boolean).map(plain).join('\n') },
    locations: [locationOf(finding, input)],
    ...relatedTo(finding, input),
    partialFingerprints: { 'layerglass/v1': fingerprint(finding, fingerprints) },
    ...(isSuppressed ? { suppressions: [{ kind: 'inSource' }] } : {}),
    properties: {
      evidence: finding.evidence,
      fit: finding.fit,
      step: finding.step,
      quickFixes: finding.remedies.map(remedy => plain(remedy.label)),
    },
  });
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Layerglass',
            version: manifest.version,
            semanticVersion: manifest.version,
            rules,
          },
        },
        // several programs of one repository are several analyses
        automationDetails: { id: `layerglass/${uriOf(input.program, input) ?? ''}/`.replace(/\/+$/, '/') },
        originalUriBaseIds: { [rootName]: { uri: pathToFileURL(input.root + path.sep).href } },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(input)],
        results: [...input.findings.map(f => result(f, false)), ...input.suppressed.map(f => result(f, true))],
      },
    ],
  };
}

function descriptorOf(rule: FindingRule): object {
  const page = readRulePage(rule.id);
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.title },
    ...(page ? { help: { text: page, markdown: page } } : {}),
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { limits: rule.limits, tags: ['machine-learning'] },
  };
}

function invocation({ error, notices, exitCode, startedAt, endedAt, ...places }: SarifInput): object {
  const location = error?.site && physical(error.site.file, error.site, places);
  const failed = error && {
    level: 'error',
    descriptor: { id: plain(error.code) },
    message: { text: plainLine([error.message, error.remedy].filter(Boolean).join(' ')) },
    ...(location ? { locations: [{ physicalLocation: location }] } : {}),
  };
  const told = notices.map(notice => ({
    level: 'note',
    descriptor: { id: plain(notice.code) },
    message: { text: plainLine(notice.message) },
  }));
  return {
    executionSuccessful: error === null,
    exitCode,
    startTimeUtc: new Date(startedAt).toISOString(),
    endTimeUtc: new Date(endedAt).toISOString(),
    toolExecutionNotifications: [...(failed ? [failed] : []), ...told],
  };
}

type Places = Pick<SarifInput, 'root' | 'folder' | 'program'>;

function locationOf({ site, model, layer }: Finding, places: Places): object {
  const physicalLocation = (site && physical(site.file, site, places)) ?? physical(places.program, null, places);
  const names = [model, layer].filter(name => name !== null).map(plain);
  return {
    ...(physicalLocation ? { physicalLocation } : {}),
    ...(names.length ? { logicalLocations: [{ name: names.at(-1), fullyQualifiedName: names.join('/') }] } : {}),
  };
}

function relatedTo({ related }: Finding, places: Places): object {
  const relatedLocations = related.flatMap(({ site, message }, i) => {
    const physicalLocation = physical(site.file, site, places);
    return physicalLocation ? [{ id: i + 1, message: { text: plain(message) }, physicalLocation }] : [];
  });
  return relatedLocations.length ? { relatedLocations } : {};
}

function physical(file: string, at: Pick<Site, 'line' | 'column'> | null, places: Places): object | null {
  const uri = uriOf(file, places);
  if (uri === null) return null;
  const region = at && { region: { startLine: at.line, startColumn: at.column } };
  return { artifactLocation: { uri, uriBaseId: rootName }, ...region };
}

/** Relative to the root; null for what does not lie in it. */
function uriOf(file: string, { root, folder }: Places): string | null {
  if (folder === null) return null;
  const absolute = path.resolve(folder, file);
  if (absolute === root || !isInside(root, absolute)) return null;
  // Half a surrogate pair, which a name may hold, has no UTF-8.
  const segments = Buffer.from(relativePath(root, absolute)).toString().split('/');
  return segments.map(encodeURIComponent).join('/');
}

/** The same for the same finding however the lines shift. `seen` tells those apart that are alike. */
function fingerprint({ rule, model, layer, site, fit }: Finding, seen: Map<string, number>): string {
  const key = JSON.stringify([rule, site?.file ?? null, model, layer, layer === null ? fit : null]);
  const count = (seen.get(key) ?? 0) + 1;
  seen.set(key, count);
  return createHash('sha256').update(`${key}#${count}`).digest('hex').slice(0, 32);
}
