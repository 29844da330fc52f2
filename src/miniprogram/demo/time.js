const texts = require('./language');
const wording = require('./wording');

// Relative to the clock of the phone.
module.exports = {
  moment: (time) => wording.moment(texts, time, new Date()),
  lastSeen: (time) => wording.lastSeen(texts, time, new Date()),
};
