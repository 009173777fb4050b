import { formatCount, formatFigure } from './formatFigure';

/** Above it figures are short: `1.23e5`. */
const maxWhole = 1e5;

/** Whether all values of that type are whole numbers, by its name. */
export const isWholeType = (dtype: string): boolean => /^(u?int|bool)/.test(dtype);

/** A least or greatest value of a tensor: of whole types it is whole, `3`, of others a figure, `3.00`. */
export const formatBound = (value: number | null | undefined, dtype: string, digits = 3): string =>
  typeof value === 'number' && isWholeType(dtype) && Math.abs(value) < maxWhole
    ? formatCount(value)
    : formatFigure(value, digits);

/** What all values of a tensor are: `3` where that is a whole number, whatever its type. */
export const formatConstant = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < maxWhole ? formatCount(value) : formatFigure(value);
