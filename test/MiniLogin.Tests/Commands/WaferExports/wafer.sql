-- The table of wafer-session-server (system/db/db.sql) and rows as it writes them: user_info is base64 of the JSON.
-- wafer-outfile.csv and wafer-dump.txt were written as those of wafer2.sql. One user has two rows, as no key forbids it.
SET NAMES utf8mb4;
CREATE TABLE `cSessionInfo` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `uuid` varchar(100) COLLATE utf8mb4_unicode_ci NOT NULL,
  `skey` varchar(100) COLLATE utf8mb4_unicode_ci NOT NULL,
  `create_time` datetime NOT NULL,
  `last_visit_time` datetime NOT NULL,
  `open_id` varchar(100) COLLATE utf8mb4_unicode_ci NOT NULL,
  `session_key` varchar(100) COLLATE utf8mb4_unicode_ci NOT NULL,
  `user_info` varchar(2048) COLLATE utf8mb4_unicode_ci NOT NULL,
  PRIMARY KEY (`id`),
  KEY `auth` (`uuid`,`skey`),
  KEY `weixin` (`open_id`,`session_key`)
) ENGINE=InnoDB AUTO_INCREMENT=1 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
INSERT INTO cSessionInfo VALUES
(1, 'uuid-1', 'secret-skey-1', '2017-06-01 12:00:00', '2017-07-01 12:00:00', 'oAdAmIa0Gqr6N6HRqtDskyw9joIT', 'secret-key-1==', REPLACE(TO_BASE64('{"openId":"oAdAmIa0Gqr6N6HRqtDskyw9joIT","nickName":"老李"}'), '\n', '')),
(2, 'uuid-2', 'secret-skey-2', '2018-01-02 07:00:00', '2019-03-04 05:06:07', 'oAdAmIa0Gqr6N6HRqtDskyw9joIT', 'secret-key-2==', REPLACE(TO_BASE64('{"openId":"oAdAmIa0Gqr6N6HRqtDskyw9joIT","nickName":"李雷 😀","gender":1,"avatarUrl":"https://wx.qlogo.cn/mmopen/vi_32/lilei/0","watermark":{"timestamp":1514862000,"appid":"wx0123456789abcdef"}}'), '\n', '')),
(3, 'uuid-3', 'secret-skey-3', '2018-01-02 07:00:00', '2019-03-04 05:06:07', 'oEmpty_000000000000000000000', 'secret-key-3==', ''),
(4, 'uuid-4', 'secret-skey-4', '2018-01-02 07:00:00', '2019-03-04 05:06:07', 'oGarbage_0000000000000000000', 'secret-key-4==', TO_BASE64('garbage, wrongly decrypted'));
