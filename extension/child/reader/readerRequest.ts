import * as v from 'valibot';
import { closeOpened, type OpenedFile } from '../../core/formats/openedFile';
import { openFile } from '../../core/formats/openFile';
import { meantPlace } from '../../core/formats/tensorflow/checkpointPlace';
import { LayerglassError } from '../../protocol/errors';
import { readerRequests, type ReaderParams, type ReaderRequestName, type ReaderResults } from '../../protocol/reader';
import { KeptFile, type Reading } from './keptFile';
import { distinct, summarizeFile } from './summarizeFile';
import { summedBytes, verifyFile } from './verifyFile';
import type { Work } from './work';

type Answers = { [N in ReaderRequestName]: (params: ReaderParams<N>, work: Work) => Promise<ReaderResults[N]> };

/** What one request alone needs is loaded with the first of it, except what nearly every file is asked for. */
const answers: Answers = {
  describe: place => withPlace(place, file => file.describe(), 'none'),
  graphs: ({ path }) => withPlace({ path }, async file => (await file.graphs?.()) ?? []),
  summaries: ({ path, raw, ...asked }, work) =>
    withPlace(
      { path, raw },
      async file => {
        const summaries = await summarizeFile(file, asked, work);
        // Of numbers whose type is guessed nothing is concluded.
        return raw ? { ...summaries, findings: [] } : summaries;
      },
      'summed',
    ),
  values: async ({ name, offset, count, ...place }) => {
    const { tensorNamed, tensorPage } = await import('./tensorPage');
    return withPlace(place, file => tensorPage(tensorNamed(file, name), offset, count));
  },
  pictures: async ({ path, raw, name, ...asked }) => {
    const { picturesOf } = await import('./picturesOf');
    return withPlace({ path, raw }, file => picturesOf(file, name, asked));
  },
  verify: ({ path }, work) =>
    withFile(path, async file => {
      work.total = summedBytes(file);
      return { problems: distinct(await verifyFile(file, work)), bytes: work.total };
    }),
  compare: async ({ a, b }, work) => {
    const { compareFiles } = await import('./compareFiles');
    return withFile(a, one => withFile(b, other => compareFiles(one, other, work), 1));
  },
  paths: async (params, work) => (await import('./weightPaths')).weightPaths(params, work),
  log: async (params, work) => (await import('./readLog')).readLog(params, work),
  logSnapshot: async (params, work) => (await import('./readLog')).readLogSnapshot(params, work),
  logHistory: async (params, work) => (await import('./readLog')).readLogHistory(params, work),
  logImages: async (params, work) => (await import('./readLog')).readLogImages(params, work),
  export: async ({ path, ...rest }, work) => {
    const { exportFile } = await import('./exportFile');
    return withFile(path, file => exportFile(file, rest, work));
  },
};

/** They take turns: the kernels have one set of counters, and a disk is read best by one. */
const longRequests: readonly ReaderRequestName[] = ['summaries', 'verify', 'compare', 'paths', 'export'];
export const isLong = (name: string): boolean => longRequests.some(long => long === name);

/** What a request returns. Throws LayerglassError. */
export async function answerRequest(name: string, params: unknown, work: Work): Promise<unknown> {
  if (!Object.hasOwn(readerRequests, name))
    throw new LayerglassError('bad-request', `The reader has no request ${name}`);
  const known = name as ReaderRequestName;
  const parsed = v.safeParse(readerRequests[known], params);
  if (!parsed.success)
    throw new LayerglassError('bad-request', `The reader does not understand ${name}: ${parsed.issues[0].message}`);
  work.assertWanted();
  return (answers[known] as (params: unknown, work: Work) => Promise<unknown>)(parsed.output, work);
}

type Use<T> = (file: OpenedFile) => T | Promise<T>;

const kept = new KeptFile();

/** For what is asked of one file again and again. @param reading see KeptFile */
const withPlace = <T>(
  { path, raw = false }: ReaderParams<'describe'>,
  use: Use<T>,
  reading: Reading = 'some',
): Promise<T> =>
  kept.use(
    { key: `${raw} ${path}`, place: meantPlace(path), reading },
    async () => (raw ? (await import('../../core/formats/pytorch/rawStorages')).openRawStorages(path) : openFile(path)),
    use,
  );

/** @param lane see StreamedChecksum */
async function withFile<T>(path: string, use: Use<T>, lane: 0 | 1 = 0): Promise<T> {
  kept.drop();
  const file = await openFile(path, lane);
  try {
    return await use(file);
  } finally {
    closeOpened(file);
  }
}
