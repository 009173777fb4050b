import * as v from 'valibot';
import { backendInfoSchema, backendNames } from './run';

/** What `layerglass backend --json` prints: the backend that a program would get, and the others that this machine has. */
export const backendDescriptionSchema = v.object({
  backend: backendInfoSchema,
  available: v.array(v.object({ name: v.picklist(backendNames), version: v.string(), reason: v.string() })),
  /** What to do for a better one; empty when it is the best. */
  advice: v.string(),
});
export type BackendDescription = v.InferOutput<typeof backendDescriptionSchema>;

/** What the process that finds out writes on its last line. */
export const backendAnswerSchema = v.union([
  v.object({ description: backendDescriptionSchema }),
  v.object({ error: v.object({ code: v.string(), message: v.string(), remedy: v.string(), where: v.string() }) }),
]);
export type BackendAnswer = v.InferOutput<typeof backendAnswerSchema>;
