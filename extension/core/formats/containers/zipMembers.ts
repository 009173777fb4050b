import * as zlib from 'node:zlib';
import * as yauzl from 'yauzl';
import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource, FileSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { brokenSource } from '../sources/brokenSource';
import { InflatedSource } from '../sources/inflatedSource';
import { PagedSource } from '../sources/pagedSource';
import { SourcePart } from '../sources/sourceViews';
import { SummedPart } from '../sources/summedPart';
import { tellGaps, type ZipExtent } from './zipGaps';
import { crc32ByTable } from './zipWriter';

export interface ZipMember {
  name: string;
  /** Its bytes as they were before they were packed, compared with their checksum as they are read. */
  source: ByteSource;
  /** Null where it cannot be read. */
  summed: SummedPart | null;
  /** It can be read forwards only without reading it again from its start. */
  isPacked: boolean;
}

/** A zip that is open: its list was read, and no member. */
export interface ZipFile {
  source: FileSource;
  members: ZipMember[];
  /** What is wrong with the zip, and whatever else is found. */
  problems: FileProblem[];
}

const maxMembers = 200_000;
/** Deflate makes no more of a byte. */
const maxRatio = 1032;
/** Of what is large, more than this is no data but a trap. */
const maxLargeRatio = 250;
const largeBytes = 2 ** 30;

export const isZip = (start: Uint8Array): boolean =>
  start[0] === 0x50 && start[1] === 0x4b && ((start[2] === 3 && start[3] === 4) || (start[2] === 5 && start[3] === 6));

/** The list, and the headers and short members of which many are in one page. */
const pageBytes = 2 ** 13;

/**
 * The members of a zip in the order of its list, folders left out; nothing is unpacked. One that is not as it should be is
 * there and cannot be read. Throws LayerglassError where there is no list, or it names places outside.
 */
export async function zipMembers(content: ByteSource, file: string, problems: FileProblem[]): Promise<ZipMember[]> {
  const source = new PagedSource(content, pageBytes);
  const members: (ZipMember & ZipExtent)[] = [];
  const folders: ZipExtent[] = [];
  const list = { start: 0, end: 0 };
  try {
    const zip = await yauzl.fromRandomAccessReaderPromise(new SourceReader(source), source.size, {
      lazyEntries: true,
      autoClose: false,
      strictFileNames: true,
    });
    if (zip.entryCount > maxMembers)
      throw new LayerglassError('too-many-members', `${file} has ${zip.entryCount} members`, { where: file });
    // Its types have it as another thing.
    const cursor = (): number => zip.readEntryCursor as unknown as number;
    list.start = cursor();
    for (const entry of entriesOf(zip)) {
      const member = memberOf(zip, entry, source, problems);
      if (entry.fileName.endsWith('/')) folders.push(member);
      else members.push(member);
    }
    list.end = cursor();
  } catch (error) {
    if (error instanceof LayerglassError) throw error;
    throw new LayerglassError('bad-zip', `${file} is no zip that can be read: ${(error as Error).message}`, {
      where: file,
      cause: error,
      remedy: 'It was not written to its end, or is not what its name says: copy it again.',
    });
  }
  tellGaps([...members, ...folders], list, source, file, problems);
  let covered = 0;
  for (const member of members.toSorted((a, b) => a.start - b.start)) {
    if (member.start < covered && member.summed)
      refuse(member, 'overlapping-members', 'Its bytes are those of another member too.', problems);
    covered = Math.max(covered, member.end);
  }
  const names = new Set<string>();
  for (const { name } of members) {
    if (names.has(name)) addProblem(problems, 'duplicate-name', 'The zip has more than one member of this name.', name);
    names.add(name);
  }
  return members;
}

/** The list. What yauzl reads by answers at once, and so does it: a promise for each would take longer than all else. */
function* entriesOf(zip: yauzl.ZipFile): Generator<yauzl.Entry> {
  let read: yauzl.Entry | null = null;
  let failure: Error | null = null;
  zip.on('entry', (entry: yauzl.Entry) => (read = entry));
  zip.on('error', (error: Error) => (failure = error));
  for (let i = 0; i < zip.entryCount; i++) {
    read = null;
    zip.readEntry();
    if (failure ?? !read) throw failure ?? new Error(`member ${i + 1} of its list has no name`);
    yield read!;
  }
}

/** Where a member begins. Throws what yauzl says is wrong. */
function localHeader(zip: yauzl.ZipFile, entry: yauzl.Entry): yauzl.LocalFileHeader {
  let read: yauzl.LocalFileHeader | null = null;
  let failure: Error | null = null;
  zip.readLocalFileHeader(entry, (error, header) => {
    failure = error;
    read = header;
  });
  if (failure ?? !read) throw failure ?? new Error('its header has no name');
  return read!;
}

function memberOf(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  source: ByteSource,
  problems: FileProblem[],
): ZipMember & ZipExtent {
  const { fileName: name, compressedSize, uncompressedSize: size, compressionMethod: method } = entry;
  const { relativeOffsetOfLocalHeader: start } = entry;
  const member: ZipMember & ZipExtent = {
    name,
    source,
    summed: null,
    isPacked: method !== 0,
    start,
    end: start + compressedSize,
    hasDescriptor: (entry.generalPurposeBitFlag & 8) !== 0,
  };
  const fail = (code: string, message: string): typeof member => refuse(member, code, message, problems);
  let header: yauzl.LocalFileHeader;
  try {
    header = localHeader(zip, entry);
  } catch (error) {
    return fail('bad-member', `It cannot be found: ${(error as Error).message}.`);
  }
  member.end = header.fileDataStart + compressedSize;
  if (!header.fileName.equals(entry.fileNameRaw)) return fail('name-differs', 'It has another name where it begins.');
  if (entry.isEncrypted()) return fail('encrypted', 'It is encrypted.');
  if (method !== 0 && method !== 8) return fail('unknown-compression', `It is packed by method ${method}.`);
  if (size > maxRatio * (compressedSize + 1) || (size > largeBytes && size > maxLargeRatio * compressedSize))
    return fail('zip-bomb', `${size} bytes would come out of ${compressedSize}.`);
  const packed = new SourcePart(
    source,
    header.fileDataStart,
    compressedSize,
    () => new LayerglassError('member-short', `${name} ends after ${compressedSize} bytes`, { where: name }),
  );
  const bytes = method === 0 ? packed : new InflatedSource(packed, size, name);
  member.summed = new SummedPart(bytes, name, new Crc32(), entry.crc32);
  member.source = member.summed;
  return member;
}

function refuse<T extends ZipMember>(member: T, code: string, message: string, problems: FileProblem[]): T {
  addProblem(problems, code, message, member.name);
  member.source = brokenSource(
    new LayerglassError(code, `${member.name} cannot be read: ${message.slice(0, -1)}`, { where: member.name }),
  );
  member.summed = null;
  return member;
}

/** What yauzl reads by. */
class SourceReader extends yauzl.RandomAccessReader {
  constructor(private readonly source: ByteSource) {
    super();
  }
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    try {
      this.source.read(buffer.subarray(offset, offset + length), position);
    } catch (error) {
      return callback(error as Error);
    }
    callback(null);
  }
}

/** Node before 20.15 has none of its own. */
const crc32 = (zlib as { crc32?: (bytes: Uint8Array, before: number) => number }).crc32 ?? crc32ByTable;

class Crc32 {
  value = 0;
  add(bytes: Uint8Array): void {
    this.value = crc32(bytes, this.value);
  }
}
