const texts = require('./language');
const wording = require('./wording');

// By the phone's clock.
module.exports = {
  moment: (time) => wording.moment(texts, time, new Date()),
  lastSeen: (time) => wording.lastSeen(texts, time, new Date()),
};
