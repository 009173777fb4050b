export interface TileGrid {
  count: number;
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
  height: number;
}
/** Between two tiles: the outline of a chosen one is drawn in it. */
export const tileGap = 4;
/** Around all, for the same. */
const edge = 2;

/** Tiles of one size in rows across a width, as many in a row as there is room for. Sizes in CSS pixels. */
export function tileGrid(count: number, width: number, tileWidth: number, tileHeight: number): TileGrid {
  const fitting = Math.floor((width - 2 * edge + tileGap) / (tileWidth + tileGap));
  const columns = Math.max(1, Math.min(count, fitting));
  const rows = Math.ceil(count / columns);
  return { count, columns, rows, tileWidth, tileHeight, height: rows * (tileHeight + tileGap) - tileGap + 2 * edge };
}

export const tilePlace = ({ columns, tileWidth, tileHeight }: TileGrid, index: number): { x: number; y: number } => ({
  x: edge + (index % columns) * (tileWidth + tileGap),
  y: edge + Math.floor(index / columns) * (tileHeight + tileGap),
});

/** The tile under a point, a gap with the tile before it; null beside all. */
export function tileAt({ count, columns, tileWidth, tileHeight }: TileGrid, x: number, y: number): number | null {
  const column = Math.floor((x - edge) / (tileWidth + tileGap));
  const row = Math.floor((y - edge) / (tileHeight + tileGap));
  const index = row * columns + column;
  return column >= 0 && column < columns && row >= 0 && index < count ? index : null;
}

/** Where a key leads from a tile; null for other keys. */
export function tileByKey({ count, columns }: TileGrid, index: number, key: string): number | null {
  const to: Record<string, number> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    Home: 0,
    End: count - 1,
  };
  const next = to[key];
  if (next === undefined) return null;
  return next < 0 || next >= count ? index : next;
}

/** How many CSS pixels one pixel of a picture takes, so that its longer side is about `wanted`. */
export const pixelScale = (side: number, wanted: number): number => Math.max(1, Math.round(wanted / side));
