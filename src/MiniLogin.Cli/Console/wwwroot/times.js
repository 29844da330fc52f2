const two = (number) => String(number).padStart(2, '0');

/** The time zone of the browser, in which all times are shown. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** 2026-11-23 15:22:07, or a dash. */
export function time(text) {
  if (!text) return '–';
  const date = new Date(text);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** 15:00 */
export const hour = (date) => `${two(date.getHours())}:00`;
