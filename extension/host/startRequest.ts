import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { Log } from './log';

/** What asks the extension to train a program as soon as it is activated: `npm start`. Not a setting: opening a folder runs nothing. */
export const startVariable = 'LAYERGLASS_START';
const doneKey = 'layerglass.startRequest';
const schema = v.object({ program: v.string(), id: v.string() });

/** The request in the environment; null where there is none, it is not valid, or it was taken before. */
export async function takeStartRequest(
  environment: NodeJS.ProcessEnv,
  memory: Pick<vscode.Memento, 'get' | 'update'>,
  log: Pick<Log, 'warn'>,
): Promise<{ program: string } | null> {
  const text = environment[startVariable];
  if (!text) return null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (!parsed.success) {
    log.warn(`${startVariable} is not valid: ${v.summarize(parsed.issues)}`);
    return null;
  }
  // once for each id, so that a reload of the window does not train again
  if (memory.get<string>(doneKey) === parsed.output.id) return null;
  await memory.update(doneKey, parsed.output.id);
  return { program: parsed.output.program };
}
