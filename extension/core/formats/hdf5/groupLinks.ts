import { badHdf5, type ByteCursor } from './byteCursor';
import type { Hdf5File } from './hdf5File';
import { FractalHeap } from './fractalHeap';
import { messageOf, messageTypes, type Message } from './objectHeader';
import { treeRecords } from './treeRecords';

/** What a name in a group leads to: an object, by the address of its header, or a link to somewhere else. */
export interface GroupLink {
  name: string;
  /** Null where it is a link by name, which is not followed. */
  address: number | null;
}

/** Of one file. */
export const maxLinks = 1_000_000;

/** What a group has; null where the messages are not those of a group. Throws LayerglassError. */
export function groupLinks(file: Hdf5File, path: string, messages: readonly Message[]): GroupLink[] | null {
  const table = messageOf(messages, messageTypes.symbolTable);
  if (table) return symbolTableLinks(file, table);
  const info = messageOf(messages, messageTypes.linkInfo);
  const links = messages.filter(message => message.type === messageTypes.link);
  if (!info && links.length === 0) return null;
  const places = info && densePlaces(file, info);
  return places ? denseLinks(file, path, places) : links.map(link => linkOf(file, link.read()));
}

/** Where many links are: in a heap, with an index by name, and maybe one by when they were made; null: nowhere. */
function densePlaces({ superblock }: Hdf5File, message: Message): DensePlaces | null {
  const info = message.read();
  info.skip(1);
  const flags = info.u8();
  if (flags & 1) info.skip(8);
  const heap = info.address(superblock.offsetBytes);
  if (heap === null) return null;
  const byName = info.address(superblock.offsetBytes);
  return { heap, byName, byOrder: flags & 2 ? info.address(superblock.offsetBytes) : null };
}
interface DensePlaces {
  heap: number;
  byName: number | null;
  byOrder: number | null;
}

/** In the order in which they were made, where that is kept; by their names otherwise. */
function denseLinks(file: Hdf5File, path: string, { heap, byName, byOrder }: DensePlaces): GroupLink[] {
  const { source, superblock } = file;
  const names = new FractalHeap(source, superblock, heap);
  if (!names.isPlain) return librarysLinks(file, path);
  const index = byOrder ?? byName;
  if (index === null) throw badHdf5('a group has names and no index');
  const [kind, keyBytes] = byOrder === null ? [5, 4] : [6, 8];
  const links: GroupLink[] = [];
  for (const record of treeRecords(source, superblock, index, kind)) {
    record.skip(keyBytes);
    const link = names.object(record);
    if (!link) return librarysLinks(file, path);
    links.push(linkOf(file, link));
  }
  return byOrder === null ? links.sort((a, b) => (a.name < b.name ? -1 : 1)) : links;
}

/** What is packed, or has names of kilobytes, is for the library to find. */
function librarysLinks(file: Hdf5File, path: string): GroupLink[] {
  return file.names(path).map(name => {
    const own = path === '/' ? `/${name}` : `${path}/${name}`;
    return { name, address: file.linkTarget(own) === null ? file.address(own) : null };
  });
}

function linkOf({ superblock }: Hdf5File, link: ByteCursor): GroupLink {
  link.skip(1);
  const flags = link.u8();
  const kind = flags & 8 ? link.u8() : 0;
  link.skip((flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
  const name = link.name(link.uint(1 << (flags & 3)));
  return { name, address: kind === 0 ? link.uint(superblock.offsetBytes) : null };
}

/** The older kind: a tree of nodes with symbols, whose names are in a heap. */
function symbolTableLinks(file: Hdf5File, message: Message): GroupLink[] {
  const { offsetBytes } = file.superblock;
  const table = message.read();
  const tree = table.uint(offsetBytes);
  const names = localHeap(file, table.uint(offsetBytes));
  const links: GroupLink[] = [];
  const seen = new Set<number>();
  const visit = (address: number, level: number | null): void => {
    if (seen.has(address) || links.length > maxLinks) throw badHdf5('a group leads in circles');
    seen.add(address);
    const found = treeNode(file, address);
    if (level !== null && found.level !== level) throw badHdf5('a group has a tree that is none');
    for (const child of found.children)
      if (found.level > 0) visit(child, found.level - 1);
      else addSymbols(file, child, names, links);
  };
  visit(tree, null);
  return links;
}

function treeNode({ source, superblock }: Hdf5File, address: number): { level: number; children: number[] } {
  const { base, offsetBytes, lengthBytes } = superblock;
  const head = source.cursor(base + address, 8 + 2 * offsetBytes);
  if (!head.isSigned('TREE') || head.u8() !== 0) throw badHdf5('a group has no tree');
  const level = head.u8();
  const used = head.u16();
  const body = source.cursor(base + address + 8 + 2 * offsetBytes, lengthBytes + used * (offsetBytes + lengthBytes));
  const children: number[] = [];
  for (let i = 0; i < used; i++) {
    body.skip(lengthBytes);
    children.push(body.uint(offsetBytes));
  }
  return { level, children };
}

function addSymbols({ source, superblock }: Hdf5File, address: number, names: ByteCursor, links: GroupLink[]): void {
  const { base, offsetBytes } = superblock;
  const head = source.cursor(base + address, 8);
  if (!head.isSigned('SNOD')) throw badHdf5('a group has no symbols');
  head.skip(2);
  const count = head.u16();
  const body = source.cursor(base + address + 8, count * (2 * offsetBytes + 24));
  for (let i = 0; i < count; i++) {
    names.at = body.uint(offsetBytes);
    const header = body.uint(offsetBytes);
    // 2: a link by name; of one out of the file the older kind has none.
    const address = body.u32() === 2 ? null : header;
    body.skip(20);
    links.push({ name: names.text(), address });
  }
}

const maxHeapBytes = 2 ** 27;

function localHeap({ source, superblock }: Hdf5File, address: number): ByteCursor {
  const { base, offsetBytes, lengthBytes } = superblock;
  const head = source.cursor(base + address, 8 + 2 * lengthBytes + offsetBytes);
  if (!head.isSigned('HEAP')) throw badHdf5('a group has no names');
  head.skip(4);
  const size = head.uint(lengthBytes);
  head.skip(lengthBytes);
  if (size > maxHeapBytes) throw badHdf5(`names of ${size} bytes`);
  return source.cursor(base + head.uint(offsetBytes), size);
}
