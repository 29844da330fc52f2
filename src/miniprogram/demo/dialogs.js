const texts = require('./language');
const wording = require('./wording');

const RED = '#FA5151';

const wordsOf = (error) => wording.wordsOf(texts, error);

function ask(content, { yes = texts.dialog.yes, no = texts.dialog.no, color } = {}) {
  return new Promise((resolve) => {
    wx.showModal({
      content,
      showCancel: no !== '',
      cancelText: no || texts.dialog.no,
      confirmText: yes,
      ...(color && { confirmColor: color }),
      success: ({ confirm }) => resolve(confirm),
      fail: () => resolve(false),
    });
  });
}

/** Whether the user wants it that cannot be taken back. */
const askToEnd = (content) => ask(content, { color: RED });

const say = (content) => ask(content, { yes: texts.dialog.ok, no: '' });

const toast = (title) => wx.showToast({ title, icon: 'success' });

/**
 * Does the user's work, one at a time: the page's `busy` names it meanwhile. A failure is told, and tried again if they want;
 * what needs something fresh of the user, such as the code of a button, cannot be.
 */
async function act(page, name, work, { again = true } = {}) {
  if (page.data.busy) {
    return;
  }

  page.setData({ busy: name });
  const error = await work().then(() => null, (reason) => reason);
  page.setData({ busy: '' });
  if (!error) {
    return;
  }

  console.error(error);
  if (!again || !wording.isPassing(error)) {
    await say(wordsOf(error));
  } else if (await ask(wordsOf(error), { yes: texts.dialog.retry })) {
    await act(page, name, work);
  }
}

module.exports = { act, askToEnd, say, toast, wordsOf };
