import { severities } from '../../protocol/finding';
import type { FindingRule } from './findingRule';

/** The part of JSON Schema that is written here. */
export interface JsonSchema {
  [key: string]: unknown;
}

/** The schema of settings of rules, as package.json has it: ids complete with their titles, limits with their defaults. */
export function ruleSettingsSchemaOf(rules: readonly FindingRule[]): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(rules.map(rule => [rule.id, schemaOf(rule)])),
  };
}

/** The schema of settings of rules by glob pattern. Ids complete; limits are left to `ruleSettingsSchemaOf`, which says them once. */
export const rulesByFileSchemaOf = (rules: readonly FindingRule[]): JsonSchema => ({
  type: 'object',
  additionalProperties: {
    type: 'object',
    propertyNames: { enum: rules.map(r => r.id) },
    additionalProperties: {
      anyOf: [
        { enum: ['off', ...severities] },
        { type: 'object', additionalProperties: { anyOf: [{ type: 'number' }, { enum: ['off', ...severities] }] } },
      ],
    },
  },
});

function schemaOf({ title, severity, limits }: FindingRule): JsonSchema {
  const severitySchema = { enum: ['off', ...severities] };
  return {
    description: title,
    default: severity,
    anyOf: [
      severitySchema,
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          severity: severitySchema,
          ...Object.fromEntries(
            Object.entries(limits).map(([name, limit]) => [
              name,
              { type: 'number', default: limit.default, description: limit.description },
            ]),
          ),
        },
      },
    ],
  };
}
