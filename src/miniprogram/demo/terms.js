// Placeholders: replace both texts by your own before the review.
module.exports = {
  zh: {
    agreement: {
      title: '用户协议',
      intro: '这是占位文字，不是真正的用户协议。上线前请换成你自己的协议，至少写明：',
      points: [
        '谁提供服务：公司全称和联系方式',
        '提供哪些服务，哪些收费，怎样退款',
        '账号：怎样登录、退出登录、注销账号，注销后数据怎样处理',
        '用户不能做什么，违反时怎样处理',
        '双方的责任，发生争议怎样解决',
        '协议修改时怎样通知用户，何时生效',
      ],
    },
    guide: {
      title: '隐私保护指引',
      intro: '这是占位文字。《用户隐私保护指引》在 mp.weixin.qq.com 填写，由微信展示；微信打不开时显示本页，内容应与它一致，至少写明：',
      points: [
        '谁处理信息：公司全称和联系方式',
        '收集哪些信息，各作何用。本演示收集：openid 和 unionid（识别用户），登录时间和设备型号（管理登录设备），用户自己填写的昵称、头像和手机号',
        '存放在哪里，保存多久；存放在境外的，写明接收方并取得单独同意',
        '提供给哪些第三方，用于什么',
        '用户怎样查看、更正、导出、删除信息，怎样撤回同意和注销账号',
        '未满十四周岁的用户怎样取得监护人同意',
      ],
    },
  },

  en: {
    agreement: {
      title: 'User agreement',
      intro: 'This is a placeholder and not an agreement. Replace it before you go live. Your agreement says at least:',
      points: [
        'Who offers the service: full name and contact',
        'What the service is, what it costs, and how users are refunded',
        'Accounts: how to log in, log out and delete the account, and what then happens to the data',
        'What users must not do, and what happens if they do',
        'The liability of both sides, and how disputes are settled',
        'How users learn about changes, and when those take effect',
      ],
    },
    guide: {
      title: 'Privacy guidelines',
      intro: 'This is a placeholder. You write the guidelines at mp.weixin.qq.com, and WeChat shows them. This page is shown where WeChat cannot. It has the same content and says at least:',
      points: [
        'Who processes the data: full name and contact',
        'What is collected and for what. This demo collects openid and unionid (to identify you), times of logins and the kind of device (to manage devices), and the name, picture and phone number that you enter',
        'Where the data is stored and for how long; outside the mainland, who receives it, with separate consent',
        'Which third parties receive data, and for what',
        'How users see, correct, export and delete their data, withdraw consent and delete the account',
        'How a guardian consents for users under 14',
      ],
    },
  },
};
