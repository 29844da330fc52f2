import { $, put } from './dom.js';
import { playground } from './playground.js';
import { words } from './words.js';

let ahead = 0;
let offsetSeconds = 0;

/** The time zone of the browser, such as Asia/Shanghai. All times of the page are in it, as those of a phone are. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The time of the functions and of the simulated WeChat. */
export const now = () => new Date(Date.now() + ahead);

const two = (number) => String(number).padStart(2, '0');

/** 2026-11-23 15:22:07 */
export const dateAndTime = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${timeOfDay(date)}`;

/** 15:22:07 */
export const timeOfDay = (date) => [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');

export function setClock({ now: time, clockOffsetSeconds }) {
  ahead = new Date(time) - Date.now();
  offsetSeconds = clockOffsetSeconds;
  showClock();
}

/** @param onMoved Called after the user has moved the clock. */
export function startClock(onMoved) {
  for (const element of document.querySelectorAll('[data-zone]')) put(element, zone);
  setInterval(showClock, 1000);
  for (const button of document.querySelectorAll('[data-advance]')) {
    button.addEventListener('click', async () => {
      setClock(await playground('POST', 'clock', { advanceSeconds: Number(button.dataset.advance) }));
      onMoved();
    });
  }
}

export function showClock() {
  const { clock } = words();
  put($('now'), dateAndTime(now()));
  $('now').dateTime = now().toISOString();
  put($('phone-clock'), timeOfDay(now()).slice(0, 5));
  const days = Math.floor(offsetSeconds / 86400);
  const hours = Math.round((offsetSeconds % 86400) / 3600);
  const parts = [days && clock.days(days), hours && clock.hours(hours)].filter(Boolean);
  put($('offset'), offsetSeconds === 0 ? clock.system : clock.ahead(parts.join(' ') || clock.seconds(Math.round(offsetSeconds))));
}
