// What SARIF 2.1.0 asks of the parts that we write, https://docs.oasis-open.org/sarif/sarif/v2.1.0: no other properties, and
// the rules that its JSON schema cannot say (indexes that fit, base URIs that end in a slash, relative URIs without `..`).
import * as v from 'valibot';

const properties = v.record(v.string(), v.unknown());
const text = v.pipe(v.string(), v.minLength(1));
const message = v.strictObject({ text });
const ordinal = v.pipe(v.number(), v.integer(), v.minValue(1));
/** A reference below a base: no scheme, not from the root, no dot segments, nothing that has to be escaped. */
const relativeUri = v.pipe(
  v.string(),
  v.regex(/^(?:[\w.~!*'()-]|%[0-9A-F]{2}|\/)+$/),
  v.check(uri => !uri.startsWith('/') && uri.split('/').every(segment => !['', '.', '..'].includes(segment))),
);
const artifactLocation = v.strictObject({ uri: relativeUri, uriBaseId: v.literal('SRCROOT') });
const physicalLocation = v.strictObject({
  artifactLocation,
  region: v.optional(v.strictObject({ startLine: ordinal, startColumn: ordinal })),
});
const levels = ['none', 'note', 'warning', 'error'] as const;
const utc = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));

const rule = v.strictObject({
  id: text,
  name: v.optional(v.pipe(v.string(), v.regex(/^([A-Z][a-z0-9]*)+$/))),
  shortDescription: v.optional(message),
  fullDescription: v.optional(message),
  help: v.optional(v.strictObject({ text, markdown: text })),
  defaultConfiguration: v.optional(v.strictObject({ level: v.picklist(levels) })),
  properties: v.optional(properties),
});
const notification = v.strictObject({
  level: v.picklist(levels),
  descriptor: v.strictObject({ id: text }),
  message,
  locations: v.optional(v.array(v.strictObject({ physicalLocation }))),
});
const result = v.strictObject({
  ruleId: text,
  ruleIndex: v.pipe(v.number(), v.integer(), v.minValue(0)),
  level: v.picklist(levels),
  message,
  locations: v.array(
    v.strictObject({
      physicalLocation: v.optional(physicalLocation),
      logicalLocations: v.optional(v.array(v.strictObject({ name: v.string(), fullyQualifiedName: v.string() }))),
    }),
  ),
  relatedLocations: v.optional(v.array(v.strictObject({ id: ordinal, message, physicalLocation }))),
  partialFingerprints: v.record(v.pipe(v.string(), v.regex(/\/v\d+$/)), text),
  suppressions: v.optional(v.array(v.strictObject({ kind: v.picklist(['inSource', 'external']) }))),
  properties: v.optional(properties),
});
const run = v.pipe(
  v.strictObject({
    tool: v.strictObject({
      driver: v.strictObject({ name: text, version: text, semanticVersion: text, rules: v.array(rule) }),
    }),
    automationDetails: v.strictObject({ id: text }),
    originalUriBaseIds: v.strictObject({
      SRCROOT: v.strictObject({ uri: v.pipe(v.string(), v.url(), v.startsWith('file:///'), v.endsWith('/')) }),
    }),
    columnKind: v.picklist(['utf16CodeUnits', 'unicodeCodePoints']),
    invocations: v.tuple([
      v.strictObject({
        executionSuccessful: v.boolean(),
        exitCode: v.pipe(v.number(), v.integer()),
        startTimeUtc: utc,
        endTimeUtc: utc,
        toolExecutionNotifications: v.array(notification),
      }),
    ]),
    results: v.array(result),
  }),
  v.check(
    ({ tool, results }) => results.every(r => tool.driver.rules[r.ruleIndex]?.id === r.ruleId),
    'ruleIndex leads to ruleId',
  ),
  v.check(({ tool }) => new Set(tool.driver.rules.map(r => r.id)).size === tool.driver.rules.length, 'rules differ'),
);
const log = v.strictObject({ $schema: v.pipe(v.string(), v.url()), version: v.literal('2.1.0'), runs: v.tuple([run]) });

/** The one run of a log; throws where it is not as the standard wants it. */
export const parseSarif = (text: string): v.InferOutput<typeof run> => v.parse(log, JSON.parse(text)).runs[0];
