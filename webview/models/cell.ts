import type { Summary } from '../../extension/protocol/summary';
import type { Site } from '../../extension/protocol/model';

/** What stands in a cell of a table, free of the page. */
export interface Cell {
  text?: string;
  /** Instead of the text: a name with what was looked for in it. */
  pieces?: readonly { text: string; isFound: boolean }[];
  /** Smaller and paler, after the text. */
  small?: string;
  tag?: string;
  tags?: readonly string[];
  /** It is A or B of a comparison: a mark in the place of the icon. */
  mark?: 'A' | 'B' | null;
  /** Words at its end that do something when clicked. */
  link?: string;
  /** A codicon before the text, with the colour of its meaning. */
  icon?: { name: string; tone: 'error' | 'warning' | 'info' | 'good' | 'plain' };
  isSpinning?: boolean;
  isMuted?: boolean;
  /** Goes to the line. */
  site?: Site;
  /** Drawn on the column's canvas. */
  summary?: Summary;
  /** The ends of the axis that the summary is drawn on, as far to both sides of 0. */
  reach?: number;
  /** Spreads of a group's layers in their order, drawn as steps. */
  spreads?: number[];
  /** Drawn as a bar from 0 to 1. */
  share?: number | null;
  /** The share is of work, not of weights. */
  isOfWork?: boolean;
  /** How many columns it takes; those it covers are left out. */
  span?: number;
  /** What a screen reader and a hover say instead of the text. */
  title?: string;
}
export interface Row {
  key: string;
  cells: Readonly<Record<string, Cell | string>>;
  isMuted?: boolean;
  /** Depth in a tree, from 0. */
  level?: number;
  /** Has children, folded or not. */
  isExpanded?: boolean;
  isSelectable?: boolean;
  /** A thin line above: another group begins. */
  isGroupStart?: boolean;
}
/** By which column a table is sorted, and how. */
export interface TableSort {
  column: string;
  isDescending: boolean;
}
export interface Column {
  key: string;
  head: string;
  isNumber?: boolean;
  isCode?: boolean;
  /** Left out below 860 px, or below 560 px. */
  hideBelow?: 860 | 560;
  /** Of the table, or in pixels: `52%`, `128px`. */
  width?: string;
  /** Its head sorts the table, where the table can be sorted. */
  isSortable?: boolean;
  /** All its cells have a summary or a share, painted on one canvas. */
  isPainted?: boolean;
  title?: string;
}
