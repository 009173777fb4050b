import * as v from 'valibot';
import { settingsSection, type Settings } from '../contributions';
import { LayerglassError } from '../protocol/errors';
import { ruleSettingsSchema } from '../protocol/finding';

const steps = v.pipe(v.number(), v.finite(), v.minValue(0));
const program = v.object({
  arguments: v.optional(v.array(v.string())),
  folder: v.optional(v.string()),
  environment: v.optional(v.record(v.string(), v.string())),
  entry: v.optional(v.string()),
});
const schemas: { [N in keyof Settings]: v.GenericSchema<unknown, Settings[N]> } = {
  nodePath: v.string(),
  tensorflowPath: v.string(),
  backend: v.picklist(['auto', 'native', 'wasm', 'cpu']),
  seed: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1))),
  programs: v.record(v.string(), program),
  'snapshots.everySteps': steps,
  'checkpoints.everySteps': steps,
  'checkpoints.everyMinutes': steps,
  'checkpoints.bestBy': v.string(),
  'checkpoints.maxCount': v.pipe(v.number(), v.finite(), v.minValue(1)),
  'checkpoints.maxGigabytes': v.pipe(v.number(), v.finite(), v.gtValue(0)),
  'customLoop.minSeconds': steps,
  'codeLens.inspect': v.boolean(),
  'codeLens.shape': v.boolean(),
  'codeLens.health': v.boolean(),
  'codeLens.train': v.boolean(),
  'hover.enabled': v.boolean(),
  'hover.checkpoints': v.boolean(),
  rules: ruleSettingsSchema,
  rulesByFile: v.record(v.string(), ruleSettingsSchema),
};

/**
 * A setting's value as settings.json has it: VS Code underlines what is not valid there, and gives it all the same. Throws
 * LayerglassError `bad-setting` that names the place.
 */
export function checkSetting<N extends keyof Settings>(name: N, value: unknown): Settings[N] {
  const parsed = v.safeParse(schemas[name], value);
  if (parsed.success) return parsed.output as Settings[N];
  const [issue] = parsed.issues;
  const place = [`${settingsSection}.${name}`, v.getDotPath(issue)].filter(Boolean).join(' › ');
  throw new LayerglassError('bad-setting', `The setting ${place} is not valid: ${issue.message}.`, {
    remedy: 'Mend it in the settings, or remove it there.',
  });
}
