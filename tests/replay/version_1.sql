-- A workspace as the first release (schema version 1) left it: two loads, two stewards, every kind of statement that
-- it knew. Made by that release; `crosswalk.csv` and `golden.csv` beside it are its own exports. Fictional.

PRAGMA application_id = 1196180563;
PRAGMA user_version = 1;

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE source (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE record (
  rid        INTEGER PRIMARY KEY,
  source     INTEGER NOT NULL REFERENCES source (id),
  record_id  TEXT NOT NULL,
  golden_id  TEXT NOT NULL UNIQUE,            -- the one it was born with
  first_seen INTEGER NOT NULL,                -- number of the load that first brought it
  gone       INTEGER NOT NULL CHECK (gone IN (0, 1)),
  hash       BLOB NOT NULL CHECK (length(hash) = 32),
  updated_at TEXT,
  updated_us INTEGER,
  attrs      TEXT NOT NULL,                   -- JSON array, in the order of the domain's attributes
  UNIQUE (source, record_id)
) STRICT;
CREATE TABLE run (
  id      INTEGER PRIMARY KEY,
  time_us INTEGER NOT NULL,
  format  TEXT NOT NULL,
  digest  BLOB NOT NULL,
  files   TEXT NOT NULL,                      -- JSON array
  groups  INTEGER NOT NULL
) STRICT;
CREATE TABLE grouped (
  rid        INTEGER PRIMARY KEY REFERENCES record (rid),
  match_id   TEXT NOT NULL,
  rule       TEXT,
  confidence REAL
) STRICT;
CREATE TABLE edge (
  a           INTEGER NOT NULL REFERENCES record (rid),
  b           INTEGER NOT NULL REFERENCES record (rid),
  probability REAL NOT NULL,
  PRIMARY KEY (a, b),
  CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE TABLE assertion (
  seq        INTEGER PRIMARY KEY,             -- order of arrival here; not part of the shared journal
  id         BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
  writer     TEXT NOT NULL,
  writer_seq INTEGER NOT NULL,
  previous   BLOB NOT NULL CHECK (length(previous) = 32),
  time_us    INTEGER NOT NULL,
  seen       TEXT NOT NULL,                   -- version vector: writer=number, …
  kind       TEXT NOT NULL,
  author     TEXT NOT NULL,
  authority  TEXT NOT NULL,
  request    TEXT NOT NULL UNIQUE,
  run        INTEGER,
  commitment BLOB NOT NULL CHECK (length(commitment) = 32),
  target     BLOB,                            -- what a retraction takes back; repeats the payload, for look-ups
  UNIQUE (writer, writer_seq)
) STRICT;
CREATE TABLE payload (
  seq   INTEGER PRIMARY KEY REFERENCES assertion (seq),
  nonce BLOB NOT NULL,
  body  TEXT NOT NULL
) STRICT;
CREATE TABLE mention (
  rid INTEGER NOT NULL REFERENCES record (rid),
  seq INTEGER NOT NULL REFERENCES assertion (seq),
  PRIMARY KEY (rid, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE published (
  rid INTEGER PRIMARY KEY REFERENCES record (rid),
  seq INTEGER NOT NULL REFERENCES assertion (seq)
) STRICT;
CREATE TABLE cluster (
  cid         INTEGER PRIMARY KEY,
  golden_id   TEXT NOT NULL UNIQUE,
  island      INTEGER NOT NULL,
  size        INTEGER NOT NULL,
  sources     TEXT NOT NULL,                  -- JSON array, sorted
  label       TEXT NOT NULL,
  status      TEXT NOT NULL,
  score       REAL,
  kind        TEXT,                           -- of its task; NULL where nobody need look
  reason      TEXT NOT NULL,
  priority    REAL NOT NULL,
  flagged     INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  approved_by TEXT,
  approved_us INTEGER,
  content     BLOB NOT NULL
) STRICT;
CREATE TABLE member (
  rid    INTEGER PRIMARY KEY REFERENCES record (rid),
  island INTEGER NOT NULL,
  cid    INTEGER REFERENCES cluster (cid)     -- NULL only while an island is worked out
) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (
  text, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO meta VALUES ('configuration', '2757be91ff1a4e90812e7f9610a88d98815cf5c5f6b411cd17f2cc29e9c7a7e7');
INSERT INTO meta VALUES ('loads', '2');
INSERT INTO meta VALUES ('newest_waiting_change', '1775606400000000');
INSERT INTO meta VALUES ('rebuilds', '2');
INSERT INTO meta VALUES ('records', '18');
INSERT INTO meta VALUES ('shape', '92e17f9fea8b0a14c8b11a881878892699a1f6733b7f9393672eda85c91a2fb7');
INSERT INTO meta VALUES ('writer', '5e5231232f581059abc3e3d5c6b9e36e');
INSERT INTO source VALUES (1, 'crm');
INSERT INTO source VALUES (2, 'erp');
INSERT INTO source VALUES (3, 'web');
INSERT INTO record VALUES (1, 1, '0001', 'G-00ZPEABY17Z9', 1, 0, x'80c02451cf4bb97d2f7ea2cb50b70aeac2b7074599a1f251082ad7c3dc516a53', '2026-01-03', 1767398400000000, '["Nordlicht Optik","info@nordlicht.example","+49 30 5550101","Berlin"]');
INSERT INTO record VALUES (2, 1, '0002', 'G-C53VFQHVMER6', 1, 0, x'55df2ddc620ca0930b1b6a92d7bb97e29ae049664afbbba626500540f185c002', '2026-01-04', 1767484800000000, '["Sund Textil","post@sund.example","+49 40 5550202","Bremen"]');
INSERT INTO record VALUES (3, 1, '0003', 'G-4RK1Q2TVY4SZ', 1, 0, x'580f4fecd036301ff9c8f0a2cce2ab9f12bda2a32161a2d92de971fa3118a9c8', '2026-01-05', 1767571200000000, '["Halden Papier",null,"+49 40 5550303","Hamburg"]');
INSERT INTO record VALUES (4, 1, '0004', 'G-6ERY5HQSWVSX', 1, 0, x'6ce2b84c1f518a3e77405d824fdf38daa6f4f4a900ba9d5a163274023e2383f0', '2026-01-06', 1767657600000000, '["Kessler Metallbau","kessler@metall.example",null,"Essen"]');
INSERT INTO record VALUES (5, 1, '0005', 'G-CSH2PHS0HQQZ', 1, 0, x'df9e84a20780141635399bb6529f948c5ff7c0fdbebc6776e8a4ea430d0bc8bb', '2026-01-07', 1767744000000000, '["Velora Handel","hallo@velora.example","+49 89 5550505","Ulm"]');
INSERT INTO record VALUES (6, 1, '0006', 'G-7WZMBFXK6CKS', 1, 0, x'c4daf2e6c5738d6446611aaebf26cff3e4b96be78e88622f1ae91bd42a24e90b', '2026-04-08', 1775606400000000, '["Grimm Spedition","g@grimm.example","+49 69 5550606","Mainz"]');
INSERT INTO record VALUES (7, 2, '1', 'G-SGCSF4E8HN0D', 1, 0, x'818b21e9847cc11243cec107f777dae37a8b201216ab30e6794cf8d8065584f5', '2026-02-03', 1770076800000000, '["NORDLICHT OPTIK GMBH","INFO@nordlicht.example","030/5550101","BERLIN"]');
INSERT INTO record VALUES (8, 2, '2', 'G-TFK11VD9E7SC', 1, 0, x'd202c2327bcf7f3c3e7e7dc1419897d430d0185b6451257883091a22329c7b74', '2026-02-04', 1770163200000000, '["SUND TEXTIL AG",null,"040/5550202","BREMEN"]');
INSERT INTO record VALUES (9, 2, '3', 'G-FN94NMD8Z8H1', 1, 0, x'07002b346826d67f1674cfe7d035493761404a2f86b06ca4585176beab95697a', '2026-02-05', 1770249600000000, '["HALDEN PAPIER KG","buero@halden.example",null,"HAMBURG"]');
INSERT INTO record VALUES (10, 2, '4', 'G-PPNQDMXQRKMX', 1, 0, x'e66c2928981cd4d5d177487cc953906f082bf9a8965bb5722ef98bd606a347d6', '2026-02-06', 1770336000000000, '["KESSLER BAU","kessler@bau.example","0201/5550404","ESSEN"]');
INSERT INTO record VALUES (11, 2, '5', 'G-BZC2AF40YWZV', 1, 0, x'64f4adc9cfbef7ea1e44f125aac882ccc1db2222f3dcce3bbcacc317d8f1278c', '2026-02-07', 1770422400000000, '["VELORA GMBH",null,"089/5550505","ULM"]');
INSERT INTO record VALUES (12, 2, '7', 'G-X3S3VQK3JCD6', 1, 0, x'f88a9f15bea2e819121ef64766638c575ead2c4296019a28dc78961f00c35a7d', '2026-02-08', 1770508800000000, '["TARN VERLAG","tarn@verlag.example",null,"JENA"]');
INSERT INTO record VALUES (13, 3, 'a1', 'G-FMABKEA88YW5', 1, 0, x'cf880b8b059dcd031e603c70aa463207750b03470ad680bef9c46f1f27f929f6', '2026-03-03', 1772496000000000, '["nordlicht","info@nordlicht.example",null,"berlin"]');
INSERT INTO record VALUES (14, 3, 'a2', 'G-92F5GCR8W37S', 1, 1, x'b928e0ec73d000195aa51ef2bd85fdbd1821251f7bfb75f23b9f573cc6f2e770', '2026-03-04', 1772582400000000, '["sund textil","post@sund.example",null,"bremen"]');
INSERT INTO record VALUES (15, 3, 'a4', 'G-C8WV1VR41FW9', 1, 0, x'45e548d57c65efb1c682046a976443593a13b4fe8cb00a386d60400d8e739e51', '2026-03-06', 1772755200000000, '["kessler","kessler@metall.example","0201 5550404","essen"]');
INSERT INTO record VALUES (16, 3, 'a7', 'G-HRW2EAK8K4RR', 1, 0, x'4f89f879fa54a697d4b9d00fbc883156b7874b637f2049d35d44f19f9f55e282', '2026-03-07', 1772841600000000, '["tarn verlag","tarn@verlag.example","03641 5550707","jena"]');
INSERT INTO record VALUES (17, 3, 'a8', 'G-XHMHEZ153VPN', 1, 0, x'73688ee1a0b31b049ab21fda7514bfe5f29e5cb7bf77cc35be4ba15a8c07f417', '2026-03-08', 1772928000000000, '["amberley","a@amberley.example",null,"york"]');
INSERT INTO record VALUES (18, 1, '0000', 'G-1QG721HJH4C0', 2, 0, x'cd61bff17065635276d8b529822f922a5edd9de2d829b23f8cf49d9cf6d32e67', '2026-04-01', 1775001600000000, '["Tarn Verlag Jena","tarn@verlag.example",null,"Jena"]');
INSERT INTO record VALUES (19, 3, 'a9', 'G-6C9MF1B7BTY2', 2, 0, x'074f30d4976a64306dae2d4e3b696ca5a2011bdf4cc0ed3d7adbd40b07175c30', '2026-04-08', 1775606400000000, '["amberley york","a@amberley.example",null,"york"]');
INSERT INTO run VALUES (1, 1795476685157602, 'aws_entity_resolution', x'a22588ad33dde3e5284ae8469cb9dedc4385a9c89ca996e5f65e8e5178098b8e', '["customers/matches.csv"]', 8);
INSERT INTO run VALUES (2, 1795476686442083, 'aws_entity_resolution', x'393ee23b125e2aa9ba15a69c3f79193ea00a3f26f4952021ab18ce47a2b684db', '["customers/matches.csv"]', 8);
INSERT INTO grouped VALUES (1, 'n1', 'Rule', 0.9);
INSERT INTO grouped VALUES (2, 'n2', 'Rule', 0.9);
INSERT INTO grouped VALUES (3, 'n3', 'Rule', 0.9);
INSERT INTO grouped VALUES (4, 'n4', 'Rule', 0.9);
INSERT INTO grouped VALUES (5, 'n5', 'Rule', 0.9);
INSERT INTO grouped VALUES (6, 'n6', 'Rule', 0.9);
INSERT INTO grouped VALUES (7, 'n1', 'Rule', 0.9);
INSERT INTO grouped VALUES (8, 'n2', 'Rule', 0.9);
INSERT INTO grouped VALUES (9, 'n3', 'Rule', 0.9);
INSERT INTO grouped VALUES (10, 'n4', 'Rule', 0.9);
INSERT INTO grouped VALUES (11, 'n6', 'Rule', 0.9);
INSERT INTO grouped VALUES (12, 'n7', 'Rule', 0.9);
INSERT INTO grouped VALUES (13, 'n9', 'Rule', 0.9);
INSERT INTO grouped VALUES (15, 'n4', 'Rule', 0.9);
INSERT INTO grouped VALUES (16, 'n7', 'Rule', 0.9);
INSERT INTO grouped VALUES (17, 'n9', 'Rule', 0.9);
INSERT INTO grouped VALUES (18, 'n7', 'Rule', 0.9);
INSERT INTO grouped VALUES (19, 'n9', 'Rule', 0.9);
INSERT INTO edge VALUES (1, 7, 0.9999984507539025);
INSERT INTO edge VALUES (2, 8, 0.9996035496198317);
INSERT INTO edge VALUES (3, 9, 0.9576762876752065);
INSERT INTO edge VALUES (4, 10, 0.1111111111111111);
INSERT INTO edge VALUES (4, 15, 0.9411764705882353);
INSERT INTO edge VALUES (6, 11, 0.0003451478148565189);
INSERT INTO edge VALUES (10, 15, 0.9984160823136331);
INSERT INTO edge VALUES (12, 16, 0.9998273963056777);
INSERT INTO edge VALUES (12, 18, 0.9986208367860827);
INSERT INTO edge VALUES (13, 17, 0.0003451478148565189);
INSERT INTO edge VALUES (13, 19, 0.0003451478148565189);
INSERT INTO edge VALUES (16, 18, 0.9986208367860827);
INSERT INTO edge VALUES (17, 19, 0.9411764705882353);
INSERT INTO assertion VALUES (1, x'cdaa91b00137a9cc0bb4a31da95704bfe174507d6e402bd2fa0866501a20ba24', '5e5231232f581059abc3e3d5c6b9e36e', 1, x'0000000000000000000000000000000000000000000000000000000000000000', 1795476685226044, '', 'confirm', 'ada', 'human', '0d39740b901b2dca7a7ce80bcb8166b9', 1, x'3bb89ef712d0709e7737182a3e989545db2993b6ed47d84e09b0c32fd8fef77b', NULL);
INSERT INTO assertion VALUES (2, x'10d43bedcdefca178e8bcdfba66bc47bf8b1e65957c40c08c0a11e4805432570', '5e5231232f581059abc3e3d5c6b9e36e', 2, x'cdaa91b00137a9cc0bb4a31da95704bfe174507d6e402bd2fa0866501a20ba24', 1795476685259565, '', 'approve', 'ben', 'human', '244fe54d2ee69db9a33d85119231cc15', 1, x'f6369cbfa4f3c344f5b3bc95c6e7444ef63109065d546879b5f8978c0e45718a', NULL);
INSERT INTO assertion VALUES (3, x'cc76c045ac11711aaf65ee2bfa44326ddc660d40a708e66a1d3fc0926d758ae6', '5e5231232f581059abc3e3d5c6b9e36e', 3, x'10d43bedcdefca178e8bcdfba66bc47bf8b1e65957c40c08c0a11e4805432570', 1795476685286578, '', 'split', 'ada', 'human', 'afd0b3fc3db9f72012d5e3e3b2ad5476', 1, x'a7de9a3705f0f19a19a0bff11ec20da744b26ddf1c5f657c55911962df5bc8a2', NULL);
INSERT INTO assertion VALUES (4, x'3bfb4ff945082eb7a42b2847413c5a07c5c27780460a7aa36d8f5e6a41745f7b', '5e5231232f581059abc3e3d5c6b9e36e', 4, x'cc76c045ac11711aaf65ee2bfa44326ddc660d40a708e66a1d3fc0926d758ae6', 1795476685336584, '', 'same', 'ben', 'human', '11194f7c0efefeaf74ec7f27c44eaed7', 1, x'd9817deb817e974a23cbfb35f1e1557d2098d48f955cbaf078b16de9382ec484', NULL);
INSERT INTO assertion VALUES (5, x'185eada2ae5cc8c5478687a808331a96db1e1f0f6f86214cb37de1ee78d17c73', '5e5231232f581059abc3e3d5c6b9e36e', 5, x'3bfb4ff945082eb7a42b2847413c5a07c5c27780460a7aa36d8f5e6a41745f7b', 1795476685412773, '', 'different', 'ben', 'human', '28b4a8abf8215587520b3e501a8e3ea6', 1, x'775fd004d0b34fe6f59c0d4a7ca8badde3454a1289291ffb410e90bdc334532d', NULL);
INSERT INTO assertion VALUES (6, x'ffe4663a94d9641e6730ad435365200ec1ca380f8476a903cfeae508c7df9f52', '5e5231232f581059abc3e3d5c6b9e36e', 6, x'185eada2ae5cc8c5478687a808331a96db1e1f0f6f86214cb37de1ee78d17c73', 1795476685456400, '', 'unsure', 'ada', 'human', '564ffbf930a0d53a458bd409b516f43f', 1, x'9d38f5f7a0fb418eaf474966ea4eb99c59c25e7737a97e3893b276986526c8b6', NULL);
INSERT INTO assertion VALUES (7, x'6792a27f7e50c244a8d3176d044078a7b94bb370060ad8020213a56ba828d9a9', '5e5231232f581059abc3e3d5c6b9e36e', 7, x'ffe4663a94d9641e6730ad435365200ec1ca380f8476a903cfeae508c7df9f52', 1795476685549573, '', 'merge', 'ada', 'human', 'e5863ab489d108a083e2020048da652b', 1, x'16388d0f87e0e43140189fedf69b8c03167f142b25d72b7684475dac046d05e8', NULL);
INSERT INTO assertion VALUES (8, x'6582815324336a381387ac0a89a8bfbf224f7aa5ee66af07e9e69086254471f9', '5e5231232f581059abc3e3d5c6b9e36e', 8, x'6792a27f7e50c244a8d3176d044078a7b94bb370060ad8020213a56ba828d9a9', 1795476685587000, '', 'retract', 'ben', 'human', '0d11a2b012c37d0cb03747b6408ebf01', 1, x'f598f0ccddebca67c71c3e46d93ed4a6d0fc373a7eb98d3e6e6a8ebba99075f6', x'185eada2ae5cc8c5478687a808331a96db1e1f0f6f86214cb37de1ee78d17c73');
INSERT INTO assertion VALUES (9, x'05f0b0891e78349ec5e1ee01585716ffadec09fd19794d5c644791848ec5954f', '5e5231232f581059abc3e3d5c6b9e36e', 9, x'6582815324336a381387ac0a89a8bfbf224f7aa5ee66af07e9e69086254471f9', 1795476685682844, '', 'retract', 'ben', 'human', '2ce3a650df7a02784c22f828eb4b25b4', 1, x'8f7b24eb6dc0e4d4e1aa4a59c2627b3c18fd390a226a53f1471e37a6faf05f2d', x'6582815324336a381387ac0a89a8bfbf224f7aa5ee66af07e9e69086254471f9');
INSERT INTO assertion VALUES (10, x'78ff0e9eea1eda4e2dadd96ed15ae3e65a5f2b4888f0396431e3f88406c78992', '5e5231232f581059abc3e3d5c6b9e36e', 10, x'05f0b0891e78349ec5e1ee01585716ffadec09fd19794d5c644791848ec5954f', 1795476685717677, '', 'retract', 'ben', 'human', '0848318c4eca79b21ad93d9ae50cc729', 1, x'f5f1320fd0db1160a2e0e890f6d70383fa96137a7a943e3a0828d1decfcd4caf', x'185eada2ae5cc8c5478687a808331a96db1e1f0f6f86214cb37de1ee78d17c73');
INSERT INTO assertion VALUES (11, x'372db43b8a2ec67e862bddf42b1c98684add6923f339f5365a46833a7ca7dfa3', '5e5231232f581059abc3e3d5c6b9e36e', 11, x'78ff0e9eea1eda4e2dadd96ed15ae3e65a5f2b4888f0396431e3f88406c78992', 1795476685773170, '', 'retract', 'ada', 'human', '1eeaf31fc0e4c349d587541768a21b4f', 1, x'24aaab5d42a75a231c705dd53b1a9ebea6b6950d9c5017141d114d919785d826', x'6792a27f7e50c244a8d3176d044078a7b94bb370060ad8020213a56ba828d9a9');
INSERT INTO assertion VALUES (12, x'c526d7ff5c959cb8d0b230524ed04dcadd2fa65664ee4dd0a99aeaffea4fd3ae', '5e5231232f581059abc3e3d5c6b9e36e', 12, x'372db43b8a2ec67e862bddf42b1c98684add6923f339f5365a46833a7ca7dfa3', 1795476685850568, '', 'retract', 'ada', 'human', '0ca2efff0af757922bc0c2177bac52c9', 1, x'9fde09a1f11653b411800bf0199ebafdb620e35d7a0873a783b11303376bf5c6', x'372db43b8a2ec67e862bddf42b1c98684add6923f339f5365a46833a7ca7dfa3');
INSERT INTO assertion VALUES (13, x'd76a27f7bee3466bb9d5e96d51cfcf3a075f343f34a2b0afb4663af81d2da5a1', '5e5231232f581059abc3e3d5c6b9e36e', 13, x'c526d7ff5c959cb8d0b230524ed04dcadd2fa65664ee4dd0a99aeaffea4fd3ae', 1795476685928947, '', 'override', 'ben', 'human', '0f757bb2b5d8fec294d73b07670d866e', 1, x'7bd2c3d141555676b857d42f46c2b465a3ffa5aa280f83a75229f01f327774aa', NULL);
INSERT INTO assertion VALUES (14, x'e53404929f03258e344ea90e4ec8a19da66b63d6e054417fa6ea64c4c30bbf1f', '5e5231232f581059abc3e3d5c6b9e36e', 14, x'd76a27f7bee3466bb9d5e96d51cfcf3a075f343f34a2b0afb4663af81d2da5a1', 1795476685986318, '', 'override', 'ben', 'human', 'cd896ffad2c9a185c470b763eccc5d46', 1, x'20cb05606aa8d04b4be14502f54f78805f06615b0de243a552ea3465376a9995', NULL);
INSERT INTO assertion VALUES (15, x'b31e8261d674078b03c219b73053a17e8024e3eb458b73460fcac6a206877edc', '5e5231232f581059abc3e3d5c6b9e36e', 15, x'e53404929f03258e344ea90e4ec8a19da66b63d6e054417fa6ea64c4c30bbf1f', 1795476686072049, '', 'override', 'ada', 'human', 'f367a5bd058ce9fb52a5114154a099c0', 1, x'c3a42448dad3ac78931d4ac370725b95b2e4391d388d8c7b7d53411c7be64353', NULL);
INSERT INTO assertion VALUES (16, x'cb73ef2d1d342e1c06d27292d811741373e0c6fdb0a774bcdf79810a2cc30211', '5e5231232f581059abc3e3d5c6b9e36e', 16, x'b31e8261d674078b03c219b73053a17e8024e3eb458b73460fcac6a206877edc', 1795476686125114, '', 'approve', 'ada', 'human', 'a7dee6c94743ce9b48d47d947a327cde', 1, x'b91ad649811aa71f216f34d947e8be77702bffa291f8071b2d64ef5da531be5f', NULL);
INSERT INTO assertion VALUES (17, x'9b31a03ded9a890770d974cf5b054f826122ddb20c12f33a840e3ec255b6d581', '5e5231232f581059abc3e3d5c6b9e36e', 17, x'cb73ef2d1d342e1c06d27292d811741373e0c6fdb0a774bcdf79810a2cc30211', 1795476686198195, '', 'send_back', 'ben', 'human', 'b8e5f36119cdd16cb633f7f4bf43efb3', 1, x'847e7dff1c772bf0e5945ccdbda27e1d10cfa08c8c801dad3b2aa8189ff4261b', NULL);
INSERT INTO assertion VALUES (18, x'e3435be72efcf1935aff00f9b6b35fb971be6218da3e5c8b305e6d951ddbe594', '5e5231232f581059abc3e3d5c6b9e36e', 18, x'9b31a03ded9a890770d974cf5b054f826122ddb20c12f33a840e3ec255b6d581', 1795476686273042, '', 'comment', 'ada', 'human', '6b6189c5862e67b96cfacfb1ca720f20', 1, x'7f2a1bcfdf3c886b187220093ebc05a8f2156f7bf6647467adcb2811f08684e3', NULL);
INSERT INTO assertion VALUES (19, x'3ee0db6adb6064327c9e74ec6d687913669f9a710746c4e2f240f4ca97633316', '5e5231232f581059abc3e3d5c6b9e36e', 19, x'e3435be72efcf1935aff00f9b6b35fb971be6218da3e5c8b305e6d951ddbe594', 1795476686345035, '', 'publish', 'ada', 'human', '081f6051cb056b95123f999c8644a56e', 1, x'49b240e0d38b783222cf26544cf808209e0bc62d2a40efbd1aa65ce2b4704e43', NULL);
INSERT INTO assertion VALUES (20, x'5c7dffab1a36a37c075e492f3b8d80d9adf47b61b18d1983f1672662b545336c', '5e5231232f581059abc3e3d5c6b9e36e', 20, x'3ee0db6adb6064327c9e74ec6d687913669f9a710746c4e2f240f4ca97633316', 1795476686528859, '', 'same', 'ben', 'human', '7aa15eaf81f47b4ddd410029084a9864', 2, x'b2e7f7fe02c969ad69a3c370d95b02aafaa8318e4ddadf725fb747d68fa06487', NULL);
INSERT INTO assertion VALUES (21, x'fd2dd4c8c9e7503e5749d692183f920864895233ebd3af47fe675e7a34c09526', '5e5231232f581059abc3e3d5c6b9e36e', 21, x'5c7dffab1a36a37c075e492f3b8d80d9adf47b61b18d1983f1672662b545336c', 1795476686565451, '', 'confirm', 'ada', 'human', '6faa8655ff88e398bfbf52cc2aa6d094', 2, x'e5f09561f4ee5972ecb04f3e896ba11ed03b025c07a95a2759e5712c9e4981f5', NULL);
INSERT INTO assertion VALUES (22, x'7c4b4580e897cab37c1f044aa79a5cb7098075fa3fad7620fffb862a48f660bc', '5e5231232f581059abc3e3d5c6b9e36e', 22, x'fd2dd4c8c9e7503e5749d692183f920864895233ebd3af47fe675e7a34c09526', 1795476686730383, '', 'retract', 'ada', 'human', '225ab6aa028b6c10d1f0b194575201fb', 2, x'1e910df704dcacbcdaef709440d24a41b50afda3514d67b21c328db5e3937f9e', x'fd2dd4c8c9e7503e5749d692183f920864895233ebd3af47fe675e7a34c09526');
INSERT INTO assertion VALUES (23, x'1640110161d735b8d43e191542c0bca7093243410a387f6dd17c14e22985060a', '5e5231232f581059abc3e3d5c6b9e36e', 23, x'7c4b4580e897cab37c1f044aa79a5cb7098075fa3fad7620fffb862a48f660bc', 1795476686901065, '', 'split', 'ada', 'human', 'dbfa6747d9f136efadeb7085397d89b5', 2, x'88da34d3435671661915fdcf5a1b0943c02e2b57e754eeead3081681df99bb85', NULL);
INSERT INTO payload VALUES (1, x'b04ef99776409f6fc99f14db4ed8168d', '{"statement":{"kind":"confirm","members":["crm:0001","erp:1","web:a1"],"content":"517be0854fc939638fb8d31eeab601ecb92682fbf8958dd6e24c6dda822e2e22"},"content":{"crm:0001":"80c02451cf4bb97d2f7ea2cb50b70aeac2b7074599a1f251082ad7c3dc516a53","erp:1":"818b21e9847cc11243cec107f777dae37a8b201216ab30e6794cf8d8065584f5","web:a1":"cf880b8b059dcd031e603c70aa463207750b03470ad680bef9c46f1f27f929f6"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (2, x'98208005c59e91db6ff924a39821834a', '{"statement":{"kind":"approve","members":["crm:0001","erp:1","web:a1"],"content":"517be0854fc939638fb8d31eeab601ecb92682fbf8958dd6e24c6dda822e2e22"},"content":{"crm:0001":"80c02451cf4bb97d2f7ea2cb50b70aeac2b7074599a1f251082ad7c3dc516a53","erp:1":"818b21e9847cc11243cec107f777dae37a8b201216ab30e6794cf8d8065584f5","web:a1":"cf880b8b059dcd031e603c70aa463207750b03470ad680bef9c46f1f27f929f6"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (3, x'd86ed7f8458e0af377e7eff135c12bcc', '{"statement":{"kind":"split","parts":[["crm:0004","web:a4"],["erp:4"]],"confirm_parts":false},"content":{"crm:0004":"6ce2b84c1f518a3e77405d824fdf38daa6f4f4a900ba9d5a163274023e2383f0","erp:4":"e66c2928981cd4d5d177487cc953906f082bf9a8965bb5722ef98bd606a347d6","web:a4":"45e548d57c65efb1c682046a976443593a13b4fe8cb00a386d60400d8e739e51"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (4, x'f67ce8234a28b99fea90e23217f6cb49', '{"statement":{"kind":"same","a":"crm:0004","b":"web:a4"},"content":{"crm:0004":"6ce2b84c1f518a3e77405d824fdf38daa6f4f4a900ba9d5a163274023e2383f0","web:a4":"45e548d57c65efb1c682046a976443593a13b4fe8cb00a386d60400d8e739e51"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (5, x'f83979851e10de8f2fad1c22648338f6', '{"statement":{"kind":"different","a":"crm:0006","b":"web:a8"},"content":{"crm:0006":"abdfff846d84694f93b0bc40066efc801c74c895cf69dce0a26eb237b78af87c","web:a8":"73688ee1a0b31b049ab21fda7514bfe5f29e5cb7bf77cc35be4ba15a8c07f417"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (6, x'905fb4d6a5dae9f9652efd1b62e3b71a', '{"statement":{"kind":"unsure","members":["crm:0003","erp:3"]},"content":{"crm:0003":"580f4fecd036301ff9c8f0a2cce2ab9f12bda2a32161a2d92de971fa3118a9c8","erp:3":"07002b346826d67f1674cfe7d035493761404a2f86b06ca4585176beab95697a"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (7, x'539a405b287170b64a777bf8a3432d4c', '{"statement":{"kind":"merge","parts":[["crm:0006"],["erp:7","web:a7"]]},"content":{"crm:0006":"abdfff846d84694f93b0bc40066efc801c74c895cf69dce0a26eb237b78af87c","erp:7":"f88a9f15bea2e819121ef64766638c575ead2c4296019a28dc78961f00c35a7d","web:a7":"4f89f879fa54a697d4b9d00fbc883156b7874b637f2049d35d44f19f9f55e282"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (8, x'6ca099d78b51cb178ac9d8042288374c', '{"statement":{"kind":"retract","target":"185eada2ae5cc8c5478687a808331a96db1e1f0f6f86214cb37de1ee78d17c73"},"content":{"crm:0006":"abdfff846d84694f93b0bc40066efc801c74c895cf69dce0a26eb237b78af87c","web:a8":"73688ee1a0b31b049ab21fda7514bfe5f29e5cb7bf77cc35be4ba15a8c07f417"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (9, x'1fa89d0ea16a94c2b2ee864c92bd0fc2', '{"statement":{"kind":"retract","target":"6582815324336a381387ac0a89a8bfbf224f7aa5ee66af07e9e69086254471f9"},"content":{"crm:0006":"abdfff846d84694f93b0bc40066efc801c74c895cf69dce0a26eb237b78af87c","web:a8":"73688ee1a0b31b049ab21fda7514bfe5f29e5cb7bf77cc35be4ba15a8c07f417"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (10, x'72916e5016a4f7a152c204ae2134b32d', '{"statement":{"kind":"retract","target":"185eada2ae5cc8c5478687a808331a96db1e1f0f6f86214cb37de1ee78d17c73"},"content":{"crm:0006":"abdfff846d84694f93b0bc40066efc801c74c895cf69dce0a26eb237b78af87c","web:a8":"73688ee1a0b31b049ab21fda7514bfe5f29e5cb7bf77cc35be4ba15a8c07f417"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (11, x'adca413fd697139fe208201b61e50f80', '{"statement":{"kind":"retract","target":"6792a27f7e50c244a8d3176d044078a7b94bb370060ad8020213a56ba828d9a9"},"content":{"crm:0006":"abdfff846d84694f93b0bc40066efc801c74c895cf69dce0a26eb237b78af87c","erp:7":"f88a9f15bea2e819121ef64766638c575ead2c4296019a28dc78961f00c35a7d","web:a7":"4f89f879fa54a697d4b9d00fbc883156b7874b637f2049d35d44f19f9f55e282"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (12, x'f2df0495f4a2dc61844f2e6be80e2d77', '{"statement":{"kind":"retract","target":"372db43b8a2ec67e862bddf42b1c98684add6923f339f5365a46833a7ca7dfa3"},"content":{"crm:0006":"abdfff846d84694f93b0bc40066efc801c74c895cf69dce0a26eb237b78af87c","erp:7":"f88a9f15bea2e819121ef64766638c575ead2c4296019a28dc78961f00c35a7d","web:a7":"4f89f879fa54a697d4b9d00fbc883156b7874b637f2049d35d44f19f9f55e282"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (13, x'd96b05cd50b355474c2aedafdc87c7f0', '{"statement":{"kind":"override","anchor":"crm:0002","attribute":"email","choice":{"value":"office@sund.example"}},"content":{"crm:0002":"55df2ddc620ca0930b1b6a92d7bb97e29ae049664afbbba626500540f185c002","erp:2":"d202c2327bcf7f3c3e7e7dc1419897d430d0185b6451257883091a22329c7b74","web:a2":"b928e0ec73d000195aa51ef2bd85fdbd1821251f7bfb75f23b9f573cc6f2e770"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (14, x'5f9e2cb94fa92092fab7e8d283fb6a75', '{"statement":{"kind":"override","anchor":"erp:2","attribute":"phone","choice":{"from":"erp:2"}},"content":{"crm:0002":"55df2ddc620ca0930b1b6a92d7bb97e29ae049664afbbba626500540f185c002","erp:2":"d202c2327bcf7f3c3e7e7dc1419897d430d0185b6451257883091a22329c7b74","web:a2":"b928e0ec73d000195aa51ef2bd85fdbd1821251f7bfb75f23b9f573cc6f2e770"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (15, x'7855724236cff24af49a119a6ba14e39', '{"statement":{"kind":"override","anchor":"crm:0005","attribute":"email","choice":"null"},"content":{"crm:0005":"df9e84a20780141635399bb6529f948c5ff7c0fdbebc6776e8a4ea430d0bc8bb","erp:5":"64f4adc9cfbef7ea1e44f125aac882ccc1db2222f3dcce3bbcacc317d8f1278c"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (16, x'd273434803d1aaa6b949ed19d28d5eac', '{"statement":{"kind":"approve","members":["crm:0002","erp:2","web:a2"],"content":"6f6a7e24afc85d57f29690c0c6a9d6dff445e3ca88012712ce7da91eaaf848d2"},"content":{"crm:0002":"55df2ddc620ca0930b1b6a92d7bb97e29ae049664afbbba626500540f185c002","erp:2":"d202c2327bcf7f3c3e7e7dc1419897d430d0185b6451257883091a22329c7b74","web:a2":"b928e0ec73d000195aa51ef2bd85fdbd1821251f7bfb75f23b9f573cc6f2e770"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (17, x'208282fe3d4f69cd173948e1e03ce39f', '{"statement":{"kind":"send_back","members":["crm:0005","erp:5"],"content":"89f8e602d3803ecb0c691e1f6cc925bb1592223c2aca39eb275f1a46b1ff3961"},"comment":"which name is theirs?","content":{"crm:0005":"df9e84a20780141635399bb6529f948c5ff7c0fdbebc6776e8a4ea430d0bc8bb","erp:5":"64f4adc9cfbef7ea1e44f125aac882ccc1db2222f3dcce3bbcacc317d8f1278c"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (18, x'686a61b303fc31381bd922bbbe1d432b', '{"statement":{"kind":"comment","members":["web:a8"],"flag":false},"comment":"ask sales","content":{"web:a8":"73688ee1a0b31b049ab21fda7514bfe5f29e5cb7bf77cc35be4ba15a8c07f417"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (19, x'f3783c3ab58fa5adcea970f3bccc6e97', '{"statement":{"kind":"publish","anchors":["crm:0001","crm:0002","web:a8"]},"comment":"to out.csv","shown":{"blind":false}}');
INSERT INTO payload VALUES (20, x'648fa8a451ceef71c83edfdbcd23834b', '{"statement":{"kind":"same","a":"crm:0005","b":"erp:5"},"content":{"crm:0005":"df9e84a20780141635399bb6529f948c5ff7c0fdbebc6776e8a4ea430d0bc8bb","erp:5":"64f4adc9cfbef7ea1e44f125aac882ccc1db2222f3dcce3bbcacc317d8f1278c"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (21, x'2d3156cc7cc6d6b7d909025c1978e36e', '{"statement":{"kind":"confirm","members":["crm:0001","erp:1","web:a1","web:a8","web:a9"],"content":"4cf74c03be4a88ddd95a6becc681d0e3e9397fe4d0d95b0be4634b2389883dc0"},"content":{"crm:0001":"80c02451cf4bb97d2f7ea2cb50b70aeac2b7074599a1f251082ad7c3dc516a53","erp:1":"818b21e9847cc11243cec107f777dae37a8b201216ab30e6794cf8d8065584f5","web:a1":"cf880b8b059dcd031e603c70aa463207750b03470ad680bef9c46f1f27f929f6","web:a8":"73688ee1a0b31b049ab21fda7514bfe5f29e5cb7bf77cc35be4ba15a8c07f417","web:a9":"074f30d4976a64306dae2d4e3b696ca5a2011bdf4cc0ed3d7adbd40b07175c30"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (22, x'c151f150c62fd75d616202de953ab960', '{"statement":{"kind":"retract","target":"fd2dd4c8c9e7503e5749d692183f920864895233ebd3af47fe675e7a34c09526"},"content":{"crm:0001":"80c02451cf4bb97d2f7ea2cb50b70aeac2b7074599a1f251082ad7c3dc516a53","erp:1":"818b21e9847cc11243cec107f777dae37a8b201216ab30e6794cf8d8065584f5","web:a1":"cf880b8b059dcd031e603c70aa463207750b03470ad680bef9c46f1f27f929f6","web:a8":"73688ee1a0b31b049ab21fda7514bfe5f29e5cb7bf77cc35be4ba15a8c07f417","web:a9":"074f30d4976a64306dae2d4e3b696ca5a2011bdf4cc0ed3d7adbd40b07175c30"},"shown":{"blind":false}}');
INSERT INTO payload VALUES (23, x'77898f7afbc8fbf3f934f06319a9adcf', '{"statement":{"kind":"split","parts":[["crm:0001","erp:1","web:a1"],["web:a8","web:a9"]],"confirm_parts":false},"content":{"crm:0001":"80c02451cf4bb97d2f7ea2cb50b70aeac2b7074599a1f251082ad7c3dc516a53","erp:1":"818b21e9847cc11243cec107f777dae37a8b201216ab30e6794cf8d8065584f5","web:a1":"cf880b8b059dcd031e603c70aa463207750b03470ad680bef9c46f1f27f929f6","web:a8":"73688ee1a0b31b049ab21fda7514bfe5f29e5cb7bf77cc35be4ba15a8c07f417","web:a9":"074f30d4976a64306dae2d4e3b696ca5a2011bdf4cc0ed3d7adbd40b07175c30"},"shown":{"blind":false}}');
INSERT INTO mention VALUES (1, 1);
INSERT INTO mention VALUES (1, 2);
INSERT INTO mention VALUES (1, 21);
INSERT INTO mention VALUES (1, 22);
INSERT INTO mention VALUES (1, 23);
INSERT INTO mention VALUES (2, 13);
INSERT INTO mention VALUES (2, 16);
INSERT INTO mention VALUES (3, 6);
INSERT INTO mention VALUES (4, 3);
INSERT INTO mention VALUES (4, 4);
INSERT INTO mention VALUES (5, 15);
INSERT INTO mention VALUES (5, 17);
INSERT INTO mention VALUES (5, 20);
INSERT INTO mention VALUES (6, 5);
INSERT INTO mention VALUES (6, 7);
INSERT INTO mention VALUES (6, 8);
INSERT INTO mention VALUES (6, 9);
INSERT INTO mention VALUES (6, 10);
INSERT INTO mention VALUES (6, 11);
INSERT INTO mention VALUES (6, 12);
INSERT INTO mention VALUES (7, 1);
INSERT INTO mention VALUES (7, 2);
INSERT INTO mention VALUES (7, 21);
INSERT INTO mention VALUES (7, 22);
INSERT INTO mention VALUES (7, 23);
INSERT INTO mention VALUES (8, 14);
INSERT INTO mention VALUES (8, 16);
INSERT INTO mention VALUES (9, 6);
INSERT INTO mention VALUES (10, 3);
INSERT INTO mention VALUES (11, 17);
INSERT INTO mention VALUES (11, 20);
INSERT INTO mention VALUES (12, 7);
INSERT INTO mention VALUES (12, 11);
INSERT INTO mention VALUES (12, 12);
INSERT INTO mention VALUES (13, 1);
INSERT INTO mention VALUES (13, 2);
INSERT INTO mention VALUES (13, 21);
INSERT INTO mention VALUES (13, 22);
INSERT INTO mention VALUES (13, 23);
INSERT INTO mention VALUES (14, 16);
INSERT INTO mention VALUES (15, 3);
INSERT INTO mention VALUES (15, 4);
INSERT INTO mention VALUES (16, 7);
INSERT INTO mention VALUES (16, 11);
INSERT INTO mention VALUES (16, 12);
INSERT INTO mention VALUES (17, 5);
INSERT INTO mention VALUES (17, 8);
INSERT INTO mention VALUES (17, 9);
INSERT INTO mention VALUES (17, 10);
INSERT INTO mention VALUES (17, 18);
INSERT INTO mention VALUES (17, 21);
INSERT INTO mention VALUES (17, 22);
INSERT INTO mention VALUES (17, 23);
INSERT INTO mention VALUES (19, 21);
INSERT INTO mention VALUES (19, 22);
INSERT INTO mention VALUES (19, 23);
INSERT INTO published VALUES (1, 19);
INSERT INTO published VALUES (2, 19);
INSERT INTO published VALUES (17, 19);
INSERT INTO cluster VALUES (4, 'G-C53VFQHVMER6', 2, 2, '["crm","erp"]', 'Sund Textil', 'proposed', 0.9996035496198317, 'stale', 'values changed since it was approved', 5.49, 0, 4, NULL, NULL, x'a18d066cce5771e22eee3f5d967130b39cc97296a691863641e75a3b6aafadf8');
INSERT INTO cluster VALUES (5, 'G-4RK1Q2TVY4SZ', 3, 2, '["crm","erp"]', 'Halden Papier', 'proposed', 0.9576762876752065, 'unsure', 'could not be told', 0.0, 0, 2, NULL, NULL, x'f63037422f68d537aa1218c96f63f3ef326d70befb915bcd0dc4cdd33f73e946');
INSERT INTO cluster VALUES (6, 'G-6ERY5HQSWVSX', 4, 2, '["crm","web"]', 'Kessler Metallbau', 'confirmed', 0.9411764705882353, 'second_review', 'decided by ada, ben; somebody else must approve it', 1.0, 0, 3, NULL, NULL, x'ed5b9d2b98673f2c3d4e6ed5fe7a6399bf2be0532234a2c690a1a6907e895e46');
INSERT INTO cluster VALUES (7, 'G-PPNQDMXQRKMX', 4, 1, '["erp"]', 'KESSLER BAU', 'confirmed', NULL, 'second_review', 'decided by ada; somebody else must approve it', 1.0, 0, 2, NULL, NULL, x'b095256dd8c1dd93b152d020a9ae1a21c719bea9d9da6d372c712b1ef93255fd');
INSERT INTO cluster VALUES (8, 'G-CSH2PHS0HQQZ', 1, 6, '["crm","erp","web"]', 'Grimm Spedition', 'proposed', 0.0003451478148565189, 'suspicious', 'weakest link <0.01: crm:0000 and erp:5', 4.489521951219512, 0, 6, NULL, NULL, x'b5894d467c651825735e3fa323143f7a6c0ab5aa2bd73164b1a43e87c6982ade');
INSERT INTO cluster VALUES (9, 'G-00ZPEABY17Z9', 1, 3, '["crm","erp","web"]', 'Nordlicht Optik', 'approved', 0.9411764705882353, NULL, '', 0.0, 0, 5, 'ben', 1795476685259565, x'517be0854fc939638fb8d31eeab601ecb92682fbf8958dd6e24c6dda822e2e22');
INSERT INTO cluster VALUES (10, 'G-XHMHEZ153VPN', 1, 2, '["web"]', 'amberley york', 'proposed', 0.9411764705882353, 'borderline', 'the engine that matched it was 0.90 sure', 4.049, 0, 5, NULL, NULL, x'5d338a751bafa184c21ed8cd5a609aab297d72ee94e68d95133517f45233dc76');
INSERT INTO member VALUES (1, 1, 9);
INSERT INTO member VALUES (2, 2, 4);
INSERT INTO member VALUES (3, 3, 5);
INSERT INTO member VALUES (4, 4, 6);
INSERT INTO member VALUES (5, 1, 8);
INSERT INTO member VALUES (6, 1, 8);
INSERT INTO member VALUES (7, 1, 9);
INSERT INTO member VALUES (8, 2, 4);
INSERT INTO member VALUES (9, 3, 5);
INSERT INTO member VALUES (10, 4, 7);
INSERT INTO member VALUES (11, 1, 8);
INSERT INTO member VALUES (12, 1, 8);
INSERT INTO member VALUES (13, 1, 9);
INSERT INTO member VALUES (14, 2, NULL);
INSERT INTO member VALUES (15, 4, 6);
INSERT INTO member VALUES (16, 1, 8);
INSERT INTO member VALUES (17, 1, 10);
INSERT INTO member VALUES (18, 1, 8);
INSERT INTO member VALUES (19, 1, 10);
CREATE INDEX assertion_target ON assertion (target) WHERE target IS NOT NULL;
CREATE INDEX assertion_author ON assertion (author, seq);
CREATE INDEX assertion_time ON assertion (time_us);
CREATE TRIGGER assertion_stays BEFORE DELETE ON assertion
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER assertion_keeps BEFORE UPDATE ON assertion
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER payload_stays BEFORE DELETE ON payload
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER payload_keeps BEFORE UPDATE ON payload
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE INDEX cluster_island ON cluster (island);
CREATE INDEX cluster_queue ON cluster (priority DESC, golden_id) WHERE kind IS NOT NULL;
CREATE INDEX cluster_kind ON cluster (kind) WHERE kind IS NOT NULL;
CREATE INDEX cluster_status ON cluster (status);
CREATE INDEX member_island ON member (island);
CREATE INDEX member_cid ON member (cid);
