CREATE TABLE `agency` (
	`code` text PRIMARY KEY NOT NULL,
	`uscc` text NOT NULL,
	`name` text NOT NULL,
	`class` text NOT NULL,
	`region` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `agency_of_region` ON `agency` (`region`,`code`);--> statement-breakpoint
CREATE TABLE `agency_record` (
	`step` text PRIMARY KEY NOT NULL,
	`keys` text NOT NULL,
	`signed_at` integer NOT NULL,
	`credential` text NOT NULL,
	`jwt` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `allowance` (
	`name` text PRIMARY KEY NOT NULL,
	`begins` integer NOT NULL,
	`used` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `api_key` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`kind` text NOT NULL,
	`organisation` text NOT NULL,
	`roles` text NOT NULL,
	`person` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	`region` text
);
--> statement-breakpoint
CREATE INDEX `api_key_of_organisation` ON `api_key` (`organisation`,`created_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `api_key_hash` ON `api_key` (`hash`);--> statement-breakpoint
CREATE TABLE `appeal` (
	`id` text PRIMARY KEY NOT NULL,
	`incident` text NOT NULL,
	`certificate` text NOT NULL,
	`agency` text NOT NULL,
	`status_group` integer NOT NULL,
	`status_index` integer NOT NULL,
	`open_for` text,
	`appeal` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `appeal_of_incident` ON `appeal` (`incident`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `appeal_open` ON `appeal` (`open_for`);--> statement-breakpoint
CREATE TABLE `authority` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`uscc` text NOT NULL,
	`origin` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `batch` (
	`id` text PRIMARY KEY NOT NULL,
	`agency` text NOT NULL,
	`state` text NOT NULL,
	`content_key` text,
	`request_key` text,
	`tidy_at` integer,
	`batch` text NOT NULL,
	`region` text GENERATED ALWAYS AS (case when length("agency") = 13 then substr("agency", 6, 2) end) VIRTUAL
);
--> statement-breakpoint
CREATE INDEX `batch_of_agency` ON `batch` (`agency`,`id`);--> statement-breakpoint
CREATE INDEX `batch_of_region` ON `batch` (`region`,`id`);--> statement-breakpoint
CREATE INDEX `batch_untidy` ON `batch` (`tidy_at`,`id`) WHERE "batch"."tidy_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `batch_content` ON `batch` (`agency`,`content_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `batch_request` ON `batch` (`agency`,`request_key`);--> statement-breakpoint
CREATE TABLE `batch_part` (
	`batch` text NOT NULL,
	`part` integer NOT NULL,
	`agency` text NOT NULL,
	`sealed` text,
	`report` text,
	`digest` text NOT NULL,
	`failed` integer NOT NULL,
	PRIMARY KEY(`batch`, `part`)
);
--> statement-breakpoint
CREATE TABLE `batch_row` (
	`batch` text NOT NULL,
	`n` integer NOT NULL,
	`agency` text NOT NULL,
	`file_row` integer NOT NULL,
	`certificate` text NOT NULL,
	PRIMARY KEY(`batch`, `n`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `batch_step` (
	`batch` text NOT NULL,
	`revision` integer NOT NULL,
	`agency` text NOT NULL,
	PRIMARY KEY(`batch`, `revision`)
);
--> statement-breakpoint
CREATE TABLE `certificate` (
	`id` text PRIMARY KEY NOT NULL,
	`number` text NOT NULL,
	`number_scheme` text NOT NULL,
	`number_check` text NOT NULL,
	`agency` text NOT NULL,
	`status_group` integer NOT NULL,
	`status_index` integer NOT NULL,
	`template` text NOT NULL,
	`template_version` integer NOT NULL,
	`person` text NOT NULL,
	`holder_name` text NOT NULL,
	`masked_id` text NOT NULL,
	`classification` text NOT NULL,
	`edition` text NOT NULL,
	`occupation` text NOT NULL,
	`occupation_name` text NOT NULL,
	`job_direction` text,
	`level_scheme` text NOT NULL,
	`level` text NOT NULL,
	`route` text NOT NULL,
	`batch` text,
	`assessed_on` text NOT NULL,
	`issued_on` text NOT NULL,
	`valid_until` text,
	`replaces` text,
	`key_ed25519` text NOT NULL,
	`key_es256` text NOT NULL,
	`prepared_at` integer NOT NULL,
	`skeleton` text,
	`document` text NOT NULL,
	`region` text GENERATED ALWAYS AS (case when length("agency") = 13 then substr("agency", 6, 2) end) VIRTUAL
);
--> statement-breakpoint
CREATE INDEX `certificate_of_person` ON `certificate` (`person`);--> statement-breakpoint
CREATE INDEX `certificate_of_agency` ON `certificate` (`agency`,`id`);--> statement-breakpoint
CREATE INDEX `certificate_of_region` ON `certificate` (`region`,`id`);--> statement-breakpoint
CREATE INDEX `certificate_replacing` ON `certificate` (`replaces`,`id`) WHERE "certificate"."replaces" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `certificate_number` ON `certificate` (`number`,`number_scheme`);--> statement-breakpoint
CREATE UNIQUE INDEX `certificate_slot` ON `certificate` (`agency`,`status_group`,`status_index`);--> statement-breakpoint
CREATE TABLE `counter` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `duty` (
	`name` text PRIMARY KEY NOT NULL,
	`due_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `employer` (
	`code` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`limits` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `event` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`subject` text NOT NULL,
	`owner` text NOT NULL,
	`person` text,
	`organisation` text,
	`data` text NOT NULL,
	`once` text,
	`region` text GENERATED ALWAYS AS (case when length("owner") = 13 then substr("owner", 6, 2) end) VIRTUAL,
	`rare_type` text GENERATED ALWAYS AS (case when "type" not in ('certificate.prepared', 'certificate.signed') then "type" end) VIRTUAL
);
--> statement-breakpoint
CREATE INDEX `event_of_owner` ON `event` (`owner`,`id`);--> statement-breakpoint
CREATE INDEX `event_of_subject` ON `event` (`subject`,`id`);--> statement-breakpoint
CREATE INDEX `event_of_type` ON `event` (`rare_type`,`id`) WHERE "event"."rare_type" is not null;--> statement-breakpoint
CREATE INDEX `event_of_person` ON `event` (`person`,`id`) WHERE "event"."person" is not null;--> statement-breakpoint
CREATE INDEX `event_of_organisation` ON `event` (`organisation`,`id`) WHERE "event"."organisation" is not null;--> statement-breakpoint
CREATE INDEX `event_of_region` ON `event` (`region`,`id`) WHERE "event"."region" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `event_once` ON `event` (`once`);--> statement-breakpoint
CREATE TABLE `file_entry` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`incident` text,
	`agency` text,
	`number` text,
	`text` text NOT NULL,
	`organisation` text NOT NULL,
	`person` text NOT NULL,
	`at` integer NOT NULL,
	`region` text GENERATED ALWAYS AS (case when length("agency") = 13 then substr("agency", 6, 2) end) VIRTUAL
);
--> statement-breakpoint
CREATE INDEX `file_entry_of_incident` ON `file_entry` (`incident`,`id`);--> statement-breakpoint
CREATE INDEX `file_entry_of_region` ON `file_entry` (`region`,`incident`,`id`) WHERE "file_entry"."region" is not null;--> statement-breakpoint
CREATE TABLE `foreign_list` (
	`origin` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`time_zone` text NOT NULL,
	`authority` text NOT NULL,
	`list` text NOT NULL,
	`version` integer NOT NULL,
	`signed_at` integer NOT NULL,
	`valid_until` integer NOT NULL,
	`imported_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `hold` (
	`id` text PRIMARY KEY NOT NULL,
	`hold` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`organisation` text NOT NULL,
	`key` text NOT NULL,
	`body_hash` text NOT NULL,
	`certificate` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`organisation`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `incident` (
	`id` text PRIMARY KEY NOT NULL,
	`case_number` text NOT NULL,
	`state` text NOT NULL,
	`region` text,
	`incident` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `incident_of_region` ON `incident` (`region`,`id`) WHERE "incident"."region" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `incident_case` ON `incident` (`case_number`);--> statement-breakpoint
CREATE TABLE `incident_item` (
	`incident` text NOT NULL,
	`agency` text NOT NULL,
	`status_group` integer NOT NULL,
	`status_index` integer NOT NULL,
	`certificate` text NOT NULL,
	`issued_on` text NOT NULL,
	`already` text,
	PRIMARY KEY(`incident`, `agency`, `status_group`, `status_index`)
);
--> statement-breakpoint
CREATE TABLE `incident_party` (
	`incident` text NOT NULL,
	`agency` text NOT NULL,
	`certificates` integer NOT NULL,
	`told` text,
	PRIMARY KEY(`incident`, `agency`)
);
--> statement-breakpoint
CREATE INDEX `incident_of_agency` ON `incident_party` (`agency`,`incident`);--> statement-breakpoint
CREATE TABLE `issuing_stop` (
	`owner` text PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`person` text NOT NULL,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `job` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`owner` text NOT NULL,
	`state` text NOT NULL,
	`input` text NOT NULL,
	`cursor` text,
	`total` integer,
	`done` integer NOT NULL,
	`chunk` integer NOT NULL,
	`attempts` integer NOT NULL,
	`holder` text,
	`due_at` integer,
	`error` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `job_due` ON `job` (`due_at`,`id`) WHERE "job"."due_at" is not null;--> statement-breakpoint
CREATE INDEX `job_of_owner` ON `job` (`owner`,`id`);--> statement-breakpoint
CREATE TABLE `job_chunk` (
	`job` text NOT NULL,
	`chunk` integer NOT NULL,
	PRIMARY KEY(`job`, `chunk`)
);
--> statement-breakpoint
CREATE TABLE `layout_choice` (
	`agency` text PRIMARY KEY NOT NULL,
	`choice` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `ledger` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`entries` text NOT NULL,
	`events` integer NOT NULL,
	`hash` text NOT NULL,
	`checkpoint` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `level_scheme` (
	`code` text PRIMARY KEY NOT NULL,
	`definition` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `list_revision` (
	`id` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `norm` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`norm` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `norm_of_owner` ON `norm` (`owner`,`id`);--> statement-breakpoint
CREATE TABLE `occupation` (
	`ref` text PRIMARY KEY NOT NULL,
	`definition` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `past_suspension` (
	`list` text NOT NULL,
	`status_index` integer NOT NULL,
	`certificate` text NOT NULL,
	`since` integer NOT NULL,
	`lifted_at` integer NOT NULL,
	`reason` text NOT NULL,
	PRIMARY KEY(`list`, `status_index`, `since`)
);
--> statement-breakpoint
CREATE TABLE `person` (
	`id` text PRIMARY KEY NOT NULL,
	`agency` text NOT NULL,
	`blind_index` text,
	`sealed_identity` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `person_by_index` ON `person` (`blind_index`,`agency`);--> statement-breakpoint
CREATE TABLE `published_list` (
	`id` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	`signed_at` integer NOT NULL,
	`credential` text NOT NULL,
	`detached` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `published_list_age` ON `published_list` (`signed_at`,`revision`,`id`);--> statement-breakpoint
CREATE TABLE `secret` (
	`name` text PRIMARY KEY NOT NULL,
	`wrapped` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `securing` (
	`certificate` text PRIMARY KEY NOT NULL,
	`agency` text NOT NULL,
	`signed_at` integer NOT NULL,
	`skeleton` text,
	`securing` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `share` (
	`id` text PRIMARY KEY NOT NULL,
	`certificate` text NOT NULL,
	`agency` text NOT NULL,
	`recipient` text NOT NULL,
	`purpose` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`withdrawn_at` integer
);
--> statement-breakpoint
CREATE INDEX `share_of_certificate` ON `share` (`certificate`,`id`);--> statement-breakpoint
CREATE INDEX `share_end` ON `share` (`expires_at`);--> statement-breakpoint
CREATE TABLE `signed_copy` (
	`id` text PRIMARY KEY NOT NULL,
	`certificate` text NOT NULL,
	`agency` text NOT NULL,
	`format` text NOT NULL,
	`request` text,
	`place` integer,
	`signed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `signed_copy_of_request` ON `signed_copy` (`request`,`place`);--> statement-breakpoint
CREATE TABLE `signing_key` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`algorithm` text NOT NULL,
	`public_jwk` text NOT NULL,
	`wrapped` text,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`retired_at` integer,
	`compromised_since` integer,
	`region` text GENERATED ALWAYS AS (case when length("owner") = 13 then substr("owner", 6, 2) end) VIRTUAL
);
--> statement-breakpoint
CREATE INDEX `signing_key_age` ON `signing_key` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `signing_key_of_owner` ON `signing_key` (`owner`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `signing_key_of_region` ON `signing_key` (`region`,`created_at`,`id`) WHERE "signing_key"."region" is not null;--> statement-breakpoint
CREATE TABLE `skeleton` (
	`id` text NOT NULL,
	`agency` text NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`id`, `agency`)
);
--> statement-breakpoint
CREATE TABLE `slot_holder` (
	`agency` text NOT NULL,
	`status_group` integer NOT NULL,
	`status_index` integer NOT NULL,
	`credential` text,
	`issued_at` integer NOT NULL,
	PRIMARY KEY(`agency`, `status_group`, `status_index`)
);
--> statement-breakpoint
CREATE INDEX `slot_holder_of_credential` ON `slot_holder` (`agency`,`credential`,`issued_at`) WHERE "slot_holder"."credential" is not null;--> statement-breakpoint
CREATE TABLE `standard` (
	`id` text PRIMARY KEY NOT NULL,
	`occupation` text NOT NULL,
	`version` text NOT NULL,
	`definition` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `standard_of_occupation` ON `standard` (`occupation`,`version`,`id`);--> statement-breakpoint
CREATE TABLE `standing` (
	`id` text PRIMARY KEY NOT NULL,
	`agency` text NOT NULL,
	`kind` text NOT NULL,
	`from_date` text NOT NULL,
	`until_date` text,
	`scope` text,
	`reason` text NOT NULL,
	`recorded_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `standing_of_agency` ON `standing` (`agency`,`id`);--> statement-breakpoint
CREATE INDEX `standing_from` ON `standing` (`from_date`,`id`);--> statement-breakpoint
CREATE TABLE `status_mark` (
	`list` text NOT NULL,
	`status_index` integer NOT NULL,
	`certificate` text NOT NULL,
	`since` integer NOT NULL,
	`reason` text NOT NULL,
	`effect` text NOT NULL,
	`effective_from` text,
	`replaced_by` text,
	PRIMARY KEY(`list`, `status_index`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `subsidy_catalogue` (
	`id` text NOT NULL,
	`version` integer NOT NULL,
	`definition` text NOT NULL,
	PRIMARY KEY(`id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `subsidy_claim` (
	`claimant` text NOT NULL,
	`n` integer NOT NULL,
	`id` text NOT NULL,
	`certificate` text NOT NULL,
	`catalogue` text NOT NULL,
	`on_date` text NOT NULL,
	`region` text,
	`withdrawn_at` integer,
	`claim` text NOT NULL,
	PRIMARY KEY(`claimant`, `n`)
);
--> statement-breakpoint
CREATE INDEX `subsidy_claim_for` ON `subsidy_claim` (`certificate`,`id`);--> statement-breakpoint
CREATE INDEX `subsidy_claim_under` ON `subsidy_claim` (`catalogue`,`id`);--> statement-breakpoint
CREATE INDEX `subsidy_claim_of_region` ON `subsidy_claim` (`region`,`id`) WHERE "subsidy_claim"."region" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `subsidy_claim_id` ON `subsidy_claim` (`id`);--> statement-breakpoint
CREATE TABLE `tallied` (
	`block` integer PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tally` (
	`scope` text NOT NULL,
	`dimension` text NOT NULL,
	`month` text NOT NULL,
	`value` text NOT NULL,
	`issued` integer NOT NULL,
	`persons` integer NOT NULL,
	`revoked` integer NOT NULL,
	`replaced` integer NOT NULL,
	`suspended` integer NOT NULL,
	`reinstated` integer NOT NULL,
	PRIMARY KEY(`scope`, `dimension`, `month`, `value`)
);
--> statement-breakpoint
CREATE TABLE `template` (
	`id` text NOT NULL,
	`version` integer NOT NULL,
	`definition` text NOT NULL,
	PRIMARY KEY(`id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `text_part` (
	`list` text NOT NULL,
	`text` text NOT NULL,
	`n` integer NOT NULL,
	`part` text NOT NULL,
	PRIMARY KEY(`list`, `text`, `n`)
);
--> statement-breakpoint
CREATE TABLE `trust_list_version` (
	`version` integer PRIMARY KEY NOT NULL,
	`signed_at` integer NOT NULL,
	`detached` text NOT NULL,
	`credential` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `trust_list_signed` ON `trust_list_version` (`signed_at`,`version`);--> statement-breakpoint
CREATE TABLE `unsealed` (
	`event` text PRIMARY KEY NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `unsigned` (
	`certificate` text PRIMARY KEY NOT NULL,
	`agency` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `verification` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`person` text NOT NULL,
	`purpose` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`received` text,
	`request_key` text,
	`report` text
);
--> statement-breakpoint
CREATE INDEX `verification_of_owner` ON `verification` (`owner`,`id`);--> statement-breakpoint
CREATE INDEX `verification_end` ON `verification` (`expires_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `verification_request` ON `verification` (`owner`,`request_key`);--> statement-breakpoint
CREATE TABLE `verification_part` (
	`verification` text NOT NULL,
	`part` integer NOT NULL,
	`owner` text NOT NULL,
	`submitted` text,
	`results` text,
	PRIMARY KEY(`verification`, `part`)
);
--> statement-breakpoint
CREATE TABLE `wallet_grant` (
	`offer` text PRIMARY KEY NOT NULL,
	`certificate` text NOT NULL,
	`agency` text NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `wallet_grant_end` ON `wallet_grant` (`expires_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `wallet_grant_token` ON `wallet_grant` (`token_hash`);--> statement-breakpoint
CREATE TABLE `wallet_nonce` (
	`hash` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `wallet_nonce_end` ON `wallet_nonce` (`expires_at`);--> statement-breakpoint
CREATE TABLE `wallet_offer` (
	`id` text PRIMARY KEY NOT NULL,
	`certificate` text NOT NULL,
	`agency` text NOT NULL,
	`maker` text NOT NULL,
	`tx_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `wallet_offer_end` ON `wallet_offer` (`expires_at`);--> statement-breakpoint
CREATE TABLE `wallet_request` (
	`id` text PRIMARY KEY NOT NULL,
	`offer` text NOT NULL,
	`configuration` text NOT NULL,
	`certificate` text NOT NULL,
	`agency` text NOT NULL,
	`keys` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `wallet_request_of_certificate` ON `wallet_request` (`certificate`);--> statement-breakpoint
CREATE UNIQUE INDEX `wallet_request_of_offer` ON `wallet_request` (`offer`,`configuration`);--> statement-breakpoint
CREATE TABLE `webhook` (
	`id` text PRIMARY KEY NOT NULL,
	`organisation` text NOT NULL,
	`url` text NOT NULL,
	`secret` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `webhook_of_organisation` ON `webhook` (`organisation`,`id`);