import { load } from './commonjs.js';
import { now } from './clock.js';

// The demo's own words, in its two languages.
const texts = await load('/console/texts.js');

let language = sessionStorage.getItem('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');

export const isChinese = () => language === 'zh';

export const words = () => texts[language];

export function toggleLanguage() {
  language = isChinese() ? 'en' : 'zh';
  sessionStorage.setItem('language', language);
}

/** The text at a place such as home.login. */
export function text(place) {
  const [group, key] = place.split('.');
  return words()[group][key];
}

/** A failure as the user is told of it. */
export function wordsOf({ code, field, retryAfter }) {
  const { error } = words();
  const said = (code === 'request_invalid' && error[field]) || error[code] || error.other;
  return code === 'too_many_logins' || code === 'wechat_quota' ? said + error.wait(retryAfter || 60) : said;
}

export function moment(time) {
  const date = new Date(time);
  return words().time.moment({
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    clock: clockOf(date),
    isThisYear: date.getFullYear() === now().getFullYear(),
  });
}

export const clockOf = (date) => [date.getHours(), date.getMinutes()].map((number) => String(number).padStart(2, '0')).join(':');

export function lastSeen(time) {
  const { now: justNow, minutes, hours, days } = words().time;
  const passed = Math.floor((now() - new Date(time)) / 60_000);
  return passed < 1 ? justNow : passed < 60 ? minutes(passed) : passed < 1440 ? hours(Math.floor(passed / 60)) : days(Math.floor(passed / 1440));
}
