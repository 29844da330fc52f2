const { createClient } = require('./minilogin-client');
const { baseUrl, weComAppId } = require('./config');

module.exports = createClient({ baseUrl, weComAppId });
