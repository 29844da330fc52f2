// Shared with the phone in the console of the Playground, so the texts and the time are passed as arguments.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Errors for which a retry is offered. For the others the user must wait or change something.
const PASSING = ['network', 'wx_failed', 'code_rejected', 'session_invalid', 'wechat_unavailable', 'store_unavailable', 'internal', 'http'];

const isPassing = ({ code }) => PASSING.includes(code);

// The first match counts: the user agents of DevTools, HarmonyOS and iPhone also contain names of other systems.
const KINDS = [
  [/wechatdevtools/i, 'devtools', 'computer'],
  [/iPad/, 'ipad', 'phone'],
  [/iPhone/, 'iphone', 'phone'],
  [/HarmonyOS/i, 'harmony', 'phone'],
  [/Android/, 'android', 'phone'],
  [/Windows/, 'windows', 'computer'],
  [/Macintosh/, 'mac', 'computer'],
  [/Linux/, 'linux', 'computer'],
  [/^/, 'unknown', 'computer'],
];

/** The name of a device in the texts, and whether it is a phone or a computer. */
function deviceOf(userAgent) {
  const [, name, kind] = KINDS.find(([pattern]) => pattern.test(userAgent));
  return { name, kind };
}

/** The message of an error for the user. The error's own message is for developers. */
function wordsOf(texts, { code, field, retryAfter }) {
  const words = (code === 'request_invalid' && texts.error[field]) || texts.error[code] || texts.error.other;
  return ['too_many_logins', 'too_many_codes', 'wechat_quota'].includes(code) ? words + texts.error.wait(retryAfter || 60) : words;
}

/** 15:22 */
const clockOf = (date) => [date.getHours(), date.getMinutes()].map((number) => String(number).padStart(2, '0')).join(':');

/** 11月23日 15:22, in the time zone of the phone. */
function moment(texts, time, now) {
  const date = new Date(time);
  return texts.time.moment({
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    clock: clockOf(date),
    isThisYear: date.getFullYear() === now.getFullYear(),
  });
}

/** 5 分钟前活跃 */
function lastSeen(texts, time, now) {
  const passed = now - new Date(time);
  if (passed < MINUTE) {
    return texts.time.now;
  }

  if (passed < HOUR) {
    return texts.time.minutes(Math.floor(passed / MINUTE));
  }

  return passed < DAY ? texts.time.hours(Math.floor(passed / HOUR)) : texts.time.days(Math.floor(passed / DAY));
}

/** 139****9000 */
const masked = (phoneNumber) => phoneNumber.replace(/\d{4}(?=\d{4}$)/, '****');

module.exports = { isPassing, deviceOf, wordsOf, clockOf, moment, lastSeen, masked };
