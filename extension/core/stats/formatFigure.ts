/** The sign of negative figures: U+2212, as wide as a digit. */
const minus = '−';
/** What stands where there is no figure. */
const none = '–';
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const withMinus = (text: string): string => text.replace('-', minus);
const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/**
 * A figure in text: three significant figures, `0.0312`, `1.20`, `1,790`; `1e−3` below 0.001 and above 100,000; a real
 * minus; `–` for null. `NaN`, `∞` and `−∞` are written as such.
 */
export function formatFigure(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined) return none;
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const sign = value < 0 ? minus : '';
  // Rounding comes first: 0.00099996 is 0.00100 and 99,999.6 is 100,000.
  const rounded = Number(size.toPrecision(digits));
  if (rounded < 1e-3 || rounded > 1e5) {
    const [mantissa, exponent] = size.toExponential(digits - 1).split('e') as [string, string];
    return `${sign}${mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa}e${withMinus(exponent.replace('+', ''))}`;
  }
  if (size >= 100) return sign + grouped(Math.round(size).toString());
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(rounded)));
  return sign + rounded.toFixed(decimals);
}

/** A whole number: `1,792`. */
export const formatCount = (count: number): string => withMinus(grouped(Math.round(count).toString()));

/** Every whole number in a text with its thousands parted: `128·3,136 + 128`. */
export const groupThousands = (text: string): string => text.replace(/\d{4,}/g, grouped);

/** A share 0 to 1: `72 %`, `0.4 %`, `< 0.1 %`; never 0 % or 100 % of what is not none or all. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return none;
  if (share === 0) return '0 %';
  if (share === 1) return '100 %';
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share < 1 && share > 0.999) return '> 99.9 %';
  const percent = share * 100;
  const decimals = Math.abs(percent) < 10 || (percent > 99 && percent < 100) ? 1 : 0;
  return `${withMinus(percent.toFixed(decimals))} %`;
}

/** How something grew: `×180`, or shrank: `÷12`. Null, 0 and what is not finite give `–`. */
export function formatGrowth(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined || !(ratio > 0) || !Number.isFinite(ratio)) return none;
  const shrunk = formatFigure(1 / ratio, 2);
  // What is 1.0 in two figures has not shrunk.
  return ratio >= 1 || shrunk === '1.0' ? `×${formatFigure(Math.max(1, ratio), 2)}` : `÷${shrunk}`;
}

/** A loss as tables show it: four decimals, `0.0391`; large ones as figures. */
export function formatLoss(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return formatFigure(value);
  const size = Math.abs(value);
  return size >= 1000 || (size > 0 && size < 0.00005) ? formatFigure(value) : withMinus(value.toFixed(4));
}

/** A learning rate, or another setting that is a round number: `1e−3`, `3e−4`, `0.01`, without trailing zeros. */
export function formatRate(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return formatFigure(value);
  const rounded = Number(value.toPrecision(3));
  if (rounded !== 0 && Math.abs(rounded) < 0.01) return withMinus(rounded.toExponential().replace('+', ''));
  return withMinus(rounded.toString());
}

/** A large count in short, three significant figures: `925 M`, `1.85 G`; below 10,000 as it is, `1,792`. */
export function formatQuantity(count: number): string {
  if (Math.abs(count) < 10_000) return formatCount(count);
  let value = count;
  let unit = -1;
  while (unit < 3 && Math.abs(Number(value.toPrecision(3))) >= 1000) {
    value /= 1000;
    unit++;
  }
  const text = Math.abs(value) >= 1000 ? grouped(value.toFixed(0)) : value.toPrecision(3);
  return `${withMinus(text)} ${'kMGT'[unit]}`;
}

/** Bytes in the units of the field: `1.7 MB`, `302 MB`, `2 GB`, of 1000 each. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (unit < units.length - 1 && Number(value.toPrecision(3)) >= 1000) {
    value /= 1000;
    unit++;
  }
  const text = unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, '');
  return `${text} ${units[unit]}`;
}

/** A label on an axis: as short as the value allows, powers of ten from 10³ on and below 0.01 as `10⁴`, `10⁻³`. */
export function formatTick(value: number): string {
  if (value === 0) return '0';
  const sign = value < 0 ? minus : '';
  const size = Math.abs(value);
  const exponent = Math.round(Math.log10(size));
  const isPower = Math.abs(size / 10 ** exponent - 1) < 1e-9;
  if (isPower && (exponent >= 4 || exponent < -2)) return sign + `10${superscript(exponent)}`;
  if (size >= 1e-3 && size <= 1e5) return sign + grouped(Number(size.toPrecision(6)).toString());
  return formatFigure(value);
}

function superscript(exponent: number): string {
  const digits = [...Math.abs(exponent).toString()].map(d => superscripts[Number(d)]!).join('');
  return exponent < 0 ? `⁻${digits}` : digits;
}
