module.exports = {
  /** Your server: `https://login.your-company.cn`. */
  baseUrl: 'http://localhost:5080',
};
