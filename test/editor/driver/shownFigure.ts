/**
 * Whether a figure as it is shown (`0.123`, `−1,234`, `98.5 %`, `1.2e−5`) is `value` rounded to the digits that are shown;
 * a dash stands for no value.
 */
export function shows(text: string, value: number | null): boolean {
  if (value === null) return /^[–—-]?$/.test(text.trim());
  const match = /^([+−-]?[\d,]*\.?\d*)(?:e([+−-]?\d+))?(\s*%)?$/.exec(text.trim());
  if (!match || !/\d/.test(match[1]!)) return false;
  const [digits, exponent] = [plain(match[1]!), Number(plain(match[2] ?? '0'))];
  const scale = 10 ** exponent / (match[3] ? 100 : 1);
  const decimals = digits.split('.')[1]?.length ?? 0;
  // Half a unit of the last digit, and a little for the way to decimal and back.
  return Math.abs(Number(digits) * scale - value) <= 0.5001 * 10 ** -decimals * scale;
}

const plain = (number: string): string => number.replaceAll(',', '').replace('−', '-');
