import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runNode } from './runProcess.mjs';

const root = path.join(import.meta.dirname, '../..');

/**
 * Runs one suite in a process of its own and resolves to what passed, failed ({ title, error }), was skipped (titles) and
 * needed a second try (as what failed).
 * A suite that crashes, runs out of time, reports nothing or holds no test has failed. With `isHeldBack` its output is
 * written at its end.
 */
export async function runSuite({ name, args, limitMs, isOneTest = false }, environment, isHeldBack = false) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lg-suite-'));
  const resultFile = path.join(folder, 'result.json');
  try {
    const { code, isTimedOut, output } = await runNode([...args, ...(isOneTest ? [] : ['--result', resultFile])], {
      limitMs,
      folder: root,
      environment,
      isHeldBack,
    });
    process.stdout.write(output);
    if (isTimedOut) return failed(name, `did not end within ${limitMs / 60_000} minutes`);
    if (isOneTest)
      return code === 0 ? { passed: 1, failed: [], skipped: [], triedAgain: [] } : failed(name, `exit code ${code}`);
    if (!fs.existsSync(resultFile)) return failed(name, `ended without a result, exit code ${code}`);
    const result = JSON.parse(fs.readFileSync(resultFile, 'utf8'));
    if (!result.passed && !result.failed.length && !result.skipped.length) return failed(name, 'has no tests');
    if (!result.failed.length && code !== 0) return failed(name, `all tests passed, but the exit code is ${code}`);
    return { triedAgain: [], ...result };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const failed = (title, error) => ({ passed: 0, failed: [{ title, error }], skipped: [], triedAgain: [] });
