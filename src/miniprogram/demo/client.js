const { createClient } = require('./minilogin-client');
const { baseUrl } = require('./config');

module.exports = createClient({ baseUrl });
