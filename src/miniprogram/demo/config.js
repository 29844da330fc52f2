module.exports = {
  /** The URL of your server, for example `https://login.your-company.cn`. */
  baseUrl: 'http://localhost:5080',
};
