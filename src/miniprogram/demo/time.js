const texts = require('./language');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const twoDigits = (number) => String(number).padStart(2, '0');

/** 11月23日 15:22, by the phone's clock and zone. */
function moment(time) {
  const date = new Date(time);
  return texts.time.moment({
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    clock: `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`,
    isThisYear: date.getFullYear() === new Date().getFullYear(),
  });
}

/** 5 分钟前活跃 */
function lastSeen(time) {
  const passed = Date.now() - new Date(time).getTime();
  if (passed < MINUTE) {
    return texts.time.now;
  }

  if (passed < HOUR) {
    return texts.time.minutes(Math.floor(passed / MINUTE));
  }

  return passed < DAY ? texts.time.hours(Math.floor(passed / HOUR)) : texts.time.days(Math.floor(passed / DAY));
}

module.exports = { moment, lastSeen };
