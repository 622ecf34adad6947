CREATE TABLE "agency" (
	"code" text COLLATE "C" NOT NULL,
	"uscc" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"class" text COLLATE "C" NOT NULL,
	"region" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "agency_pkey" PRIMARY KEY("code")
);
--> statement-breakpoint
CREATE TABLE "agency_record" (
	"step" text COLLATE "C" NOT NULL,
	"keys" text COLLATE "C" NOT NULL,
	"signed_at" bigint NOT NULL,
	"credential" text COLLATE "C" NOT NULL,
	"jwt" text COLLATE "C" NOT NULL,
	CONSTRAINT "agency_record_pkey" PRIMARY KEY("step")
);
--> statement-breakpoint
CREATE TABLE "allowance" (
	"name" text COLLATE "C" NOT NULL,
	"begins" bigint NOT NULL,
	"used" bigint NOT NULL,
	CONSTRAINT "allowance_pkey" PRIMARY KEY("name")
);
--> statement-breakpoint
CREATE TABLE "api_key" (
	"id" text COLLATE "C" NOT NULL,
	"hash" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"organisation" text COLLATE "C" NOT NULL,
	"roles" text COLLATE "C" NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"revoked_at" bigint,
	"region" text COLLATE "C",
	CONSTRAINT "api_key_pkey" PRIMARY KEY("id"),
	CONSTRAINT "api_key_hash" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "appeal" (
	"id" text COLLATE "C" NOT NULL,
	"incident" text COLLATE "C" NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"status_group" bigint NOT NULL,
	"status_index" bigint NOT NULL,
	"open_for" text COLLATE "C",
	"appeal" text COLLATE "C" NOT NULL,
	CONSTRAINT "appeal_pkey" PRIMARY KEY("id"),
	CONSTRAINT "appeal_open" UNIQUE("open_for")
);
--> statement-breakpoint
CREATE TABLE "authority" (
	"id" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"uscc" text COLLATE "C" NOT NULL,
	"origin" text COLLATE "C" NOT NULL,
	CONSTRAINT "authority_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "batch" (
	"id" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"content_key" text COLLATE "C",
	"request_key" text COLLATE "C",
	"tidy_at" bigint,
	"batch" text COLLATE "C" NOT NULL,
	"region" text COLLATE "C" GENERATED ALWAYS AS (case when length("agency") = 13 then substr("agency", 6, 2) end) STORED,
	CONSTRAINT "batch_pkey" PRIMARY KEY("id"),
	CONSTRAINT "batch_content" UNIQUE("agency","content_key"),
	CONSTRAINT "batch_request" UNIQUE("agency","request_key")
);
--> statement-breakpoint
CREATE TABLE "batch_part" (
	"batch" text COLLATE "C" NOT NULL,
	"part" bigint NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"sealed" text COLLATE "C",
	"report" text COLLATE "C",
	"digest" text COLLATE "C" NOT NULL,
	"failed" bigint NOT NULL,
	CONSTRAINT "batch_part_pkey" PRIMARY KEY("batch","part")
);
--> statement-breakpoint
CREATE TABLE "batch_row" (
	"batch" text COLLATE "C" NOT NULL,
	"n" bigint NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"file_row" bigint NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	CONSTRAINT "batch_row_pkey" PRIMARY KEY("batch","n")
);
--> statement-breakpoint
CREATE TABLE "batch_step" (
	"batch" text COLLATE "C" NOT NULL,
	"revision" bigint NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	CONSTRAINT "batch_step_pkey" PRIMARY KEY("batch","revision")
);
--> statement-breakpoint
CREATE TABLE "certificate" (
	"id" text COLLATE "C" NOT NULL,
	"number" text COLLATE "C" NOT NULL,
	"number_scheme" text COLLATE "C" NOT NULL,
	"number_check" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"status_group" bigint NOT NULL,
	"status_index" bigint NOT NULL,
	"template" text COLLATE "C" NOT NULL,
	"template_version" bigint NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"holder_name" text COLLATE "C" NOT NULL,
	"masked_id" text COLLATE "C" NOT NULL,
	"classification" text COLLATE "C" NOT NULL,
	"edition" text COLLATE "C" NOT NULL,
	"occupation" text COLLATE "C" NOT NULL,
	"occupation_name" text COLLATE "C" NOT NULL,
	"job_direction" text COLLATE "C",
	"level_scheme" text COLLATE "C" NOT NULL,
	"level" text COLLATE "C" NOT NULL,
	"route" text COLLATE "C" NOT NULL,
	"batch" text COLLATE "C",
	"assessed_on" text COLLATE "C" NOT NULL,
	"issued_on" text COLLATE "C" NOT NULL,
	"valid_until" text COLLATE "C",
	"replaces" text COLLATE "C",
	"key_ed25519" text COLLATE "C" NOT NULL,
	"key_es256" text COLLATE "C" NOT NULL,
	"prepared_at" bigint NOT NULL,
	"skeleton" text COLLATE "C",
	"document" text COLLATE "C" NOT NULL,
	"region" text COLLATE "C" GENERATED ALWAYS AS (case when length("agency") = 13 then substr("agency", 6, 2) end) STORED,
	CONSTRAINT "certificate_pkey" PRIMARY KEY("id"),
	CONSTRAINT "certificate_number" UNIQUE("number","number_scheme"),
	CONSTRAINT "certificate_slot" UNIQUE("agency","status_group","status_index")
);
--> statement-breakpoint
CREATE TABLE "counter" (
	"name" text COLLATE "C" NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "counter_pkey" PRIMARY KEY("name")
);
--> statement-breakpoint
CREATE TABLE "duty" (
	"name" text COLLATE "C" NOT NULL,
	"due_at" bigint NOT NULL,
	CONSTRAINT "duty_pkey" PRIMARY KEY("name")
);
--> statement-breakpoint
CREATE TABLE "employer" (
	"code" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"limits" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "employer_pkey" PRIMARY KEY("code")
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	"type" text COLLATE "C" NOT NULL,
	"subject" text COLLATE "C" NOT NULL,
	"owner" text COLLATE "C" NOT NULL,
	"person" text COLLATE "C",
	"organisation" text COLLATE "C",
	"data" text COLLATE "C" NOT NULL,
	"once" text COLLATE "C",
	"region" text COLLATE "C" GENERATED ALWAYS AS (case when length("owner") = 13 then substr("owner", 6, 2) end) STORED,
	"rare_type" text COLLATE "C" GENERATED ALWAYS AS (case when "type" not in ('certificate.prepared', 'certificate.signed') then "type" end) STORED,
	CONSTRAINT "event_pkey" PRIMARY KEY("id"),
	CONSTRAINT "event_once" UNIQUE("once")
);
--> statement-breakpoint
CREATE TABLE "file_entry" (
	"id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"incident" text COLLATE "C",
	"agency" text COLLATE "C",
	"number" text COLLATE "C",
	"text" text COLLATE "C" NOT NULL,
	"organisation" text COLLATE "C" NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	"region" text COLLATE "C" GENERATED ALWAYS AS (case when length("agency") = 13 then substr("agency", 6, 2) end) STORED,
	CONSTRAINT "file_entry_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "foreign_list" (
	"origin" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"time_zone" text COLLATE "C" NOT NULL,
	"authority" text COLLATE "C" NOT NULL,
	"list" text COLLATE "C" NOT NULL,
	"version" bigint NOT NULL,
	"signed_at" bigint NOT NULL,
	"valid_until" bigint NOT NULL,
	"imported_at" bigint NOT NULL,
	CONSTRAINT "foreign_list_pkey" PRIMARY KEY("origin")
);
--> statement-breakpoint
CREATE TABLE "hold" (
	"id" text COLLATE "C" NOT NULL,
	"hold" text COLLATE "C" NOT NULL,
	CONSTRAINT "hold_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"organisation" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"body_hash" text COLLATE "C" NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "idempotency_pkey" PRIMARY KEY("organisation","key")
);
--> statement-breakpoint
CREATE TABLE "incident" (
	"id" text COLLATE "C" NOT NULL,
	"case_number" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"region" text COLLATE "C",
	"incident" text COLLATE "C" NOT NULL,
	CONSTRAINT "incident_pkey" PRIMARY KEY("id"),
	CONSTRAINT "incident_case" UNIQUE("case_number")
);
--> statement-breakpoint
CREATE TABLE "incident_item" (
	"incident" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"status_group" bigint NOT NULL,
	"status_index" bigint NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	"issued_on" text COLLATE "C" NOT NULL,
	"already" text COLLATE "C",
	CONSTRAINT "incident_item_pkey" PRIMARY KEY("incident","agency","status_group","status_index")
);
--> statement-breakpoint
CREATE TABLE "incident_party" (
	"incident" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"certificates" bigint NOT NULL,
	"told" text COLLATE "C",
	CONSTRAINT "incident_party_pkey" PRIMARY KEY("incident","agency")
);
--> statement-breakpoint
CREATE TABLE "issuing_stop" (
	"owner" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C" NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"since" bigint NOT NULL,
	CONSTRAINT "issuing_stop_pkey" PRIMARY KEY("owner")
);
--> statement-breakpoint
CREATE TABLE "job" (
	"id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"owner" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"input" text COLLATE "C" NOT NULL,
	"cursor" text COLLATE "C",
	"total" bigint,
	"done" bigint NOT NULL,
	"chunk" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"holder" text COLLATE "C",
	"due_at" bigint,
	"error" text COLLATE "C",
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "job_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "job_chunk" (
	"job" text COLLATE "C" NOT NULL,
	"chunk" bigint NOT NULL,
	CONSTRAINT "job_chunk_pkey" PRIMARY KEY("job","chunk")
);
--> statement-breakpoint
CREATE TABLE "layout_choice" (
	"agency" text COLLATE "C" NOT NULL,
	"choice" text COLLATE "C" NOT NULL,
	CONSTRAINT "layout_choice_pkey" PRIMARY KEY("agency")
);
--> statement-breakpoint
CREATE TABLE "ledger" (
	"seq" bigint NOT NULL,
	"at" bigint NOT NULL,
	"entries" text COLLATE "C" NOT NULL,
	"events" bigint NOT NULL,
	"hash" text COLLATE "C" NOT NULL,
	"checkpoint" text COLLATE "C" NOT NULL,
	CONSTRAINT "ledger_pkey" PRIMARY KEY("seq")
);
--> statement-breakpoint
CREATE TABLE "level_scheme" (
	"code" text COLLATE "C" NOT NULL,
	"definition" text COLLATE "C" NOT NULL,
	CONSTRAINT "level_scheme_pkey" PRIMARY KEY("code")
);
--> statement-breakpoint
CREATE TABLE "list_revision" (
	"id" text COLLATE "C" NOT NULL,
	"revision" bigint NOT NULL,
	CONSTRAINT "list_revision_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "norm" (
	"id" text COLLATE "C" NOT NULL,
	"owner" text COLLATE "C" NOT NULL,
	"norm" text COLLATE "C" NOT NULL,
	CONSTRAINT "norm_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "occupation" (
	"ref" text COLLATE "C" NOT NULL,
	"definition" text COLLATE "C" NOT NULL,
	CONSTRAINT "occupation_pkey" PRIMARY KEY("ref")
);
--> statement-breakpoint
CREATE TABLE "past_suspension" (
	"list" text COLLATE "C" NOT NULL,
	"status_index" bigint NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	"since" bigint NOT NULL,
	"lifted_at" bigint NOT NULL,
	"reason" text COLLATE "C" NOT NULL,
	CONSTRAINT "past_suspension_pkey" PRIMARY KEY("list","status_index","since")
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"blind_index" text COLLATE "C",
	"sealed_identity" text COLLATE "C",
	"created_at" bigint NOT NULL,
	CONSTRAINT "person_pkey" PRIMARY KEY("id"),
	CONSTRAINT "person_by_index" UNIQUE("blind_index","agency")
);
--> statement-breakpoint
CREATE TABLE "published_list" (
	"id" text COLLATE "C" NOT NULL,
	"revision" bigint NOT NULL,
	"signed_at" bigint NOT NULL,
	"credential" text COLLATE "C" NOT NULL,
	"detached" text COLLATE "C" NOT NULL,
	CONSTRAINT "published_list_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "secret" (
	"name" text COLLATE "C" NOT NULL,
	"wrapped" text COLLATE "C" NOT NULL,
	CONSTRAINT "secret_pkey" PRIMARY KEY("name")
);
--> statement-breakpoint
CREATE TABLE "securing" (
	"certificate" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"signed_at" bigint NOT NULL,
	"skeleton" text COLLATE "C",
	"securing" text COLLATE "C" NOT NULL,
	CONSTRAINT "securing_pkey" PRIMARY KEY("certificate")
);
--> statement-breakpoint
CREATE TABLE "share" (
	"id" text COLLATE "C" NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"recipient" text COLLATE "C" NOT NULL,
	"purpose" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"withdrawn_at" bigint,
	CONSTRAINT "share_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "signed_copy" (
	"id" text COLLATE "C" NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"format" text COLLATE "C" NOT NULL,
	"request" text COLLATE "C",
	"place" bigint,
	"signed_at" bigint NOT NULL,
	CONSTRAINT "signed_copy_pkey" PRIMARY KEY("id"),
	CONSTRAINT "signed_copy_of_request" UNIQUE("request","place")
);
--> statement-breakpoint
CREATE TABLE "signing_key" (
	"id" text COLLATE "C" NOT NULL,
	"owner" text COLLATE "C" NOT NULL,
	"algorithm" text COLLATE "C" NOT NULL,
	"public_jwk" text COLLATE "C" NOT NULL,
	"wrapped" text COLLATE "C",
	"state" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"retired_at" bigint,
	"compromised_since" bigint,
	"region" text COLLATE "C" GENERATED ALWAYS AS (case when length("owner") = 13 then substr("owner", 6, 2) end) STORED,
	CONSTRAINT "signing_key_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "skeleton" (
	"id" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"text" text COLLATE "C" NOT NULL,
	CONSTRAINT "skeleton_pkey" PRIMARY KEY("id","agency")
);
--> statement-breakpoint
CREATE TABLE "slot_holder" (
	"agency" text COLLATE "C" NOT NULL,
	"status_group" bigint NOT NULL,
	"status_index" bigint NOT NULL,
	"credential" text COLLATE "C",
	"issued_at" bigint NOT NULL,
	CONSTRAINT "slot_holder_pkey" PRIMARY KEY("agency","status_group","status_index")
);
--> statement-breakpoint
CREATE TABLE "standard" (
	"id" text COLLATE "C" NOT NULL,
	"occupation" text COLLATE "C" NOT NULL,
	"version" text COLLATE "C" NOT NULL,
	"definition" text COLLATE "C" NOT NULL,
	CONSTRAINT "standard_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "standing" (
	"id" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"from_date" text COLLATE "C" NOT NULL,
	"until_date" text COLLATE "C",
	"scope" text COLLATE "C",
	"reason" text COLLATE "C" NOT NULL,
	"recorded_at" bigint NOT NULL,
	CONSTRAINT "standing_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "status_mark" (
	"list" text COLLATE "C" NOT NULL,
	"status_index" bigint NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	"since" bigint NOT NULL,
	"reason" text COLLATE "C" NOT NULL,
	"effect" text COLLATE "C" NOT NULL,
	"effective_from" text COLLATE "C",
	"replaced_by" text COLLATE "C",
	CONSTRAINT "status_mark_pkey" PRIMARY KEY("list","status_index")
);
--> statement-breakpoint
CREATE TABLE "subsidy_catalogue" (
	"id" text COLLATE "C" NOT NULL,
	"version" bigint NOT NULL,
	"definition" text COLLATE "C" NOT NULL,
	CONSTRAINT "subsidy_catalogue_pkey" PRIMARY KEY("id","version")
);
--> statement-breakpoint
CREATE TABLE "subsidy_claim" (
	"claimant" text COLLATE "C" NOT NULL,
	"n" bigint NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	"catalogue" text COLLATE "C" NOT NULL,
	"on_date" text COLLATE "C" NOT NULL,
	"region" text COLLATE "C",
	"withdrawn_at" bigint,
	"claim" text COLLATE "C" NOT NULL,
	CONSTRAINT "subsidy_claim_pkey" PRIMARY KEY("claimant","n"),
	CONSTRAINT "subsidy_claim_id" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "tallied" (
	"block" bigint NOT NULL,
	CONSTRAINT "tallied_pkey" PRIMARY KEY("block")
);
--> statement-breakpoint
CREATE TABLE "tally" (
	"scope" text COLLATE "C" NOT NULL,
	"dimension" text COLLATE "C" NOT NULL,
	"month" text COLLATE "C" NOT NULL,
	"value" text COLLATE "C" NOT NULL,
	"issued" bigint NOT NULL,
	"persons" bigint NOT NULL,
	"revoked" bigint NOT NULL,
	"replaced" bigint NOT NULL,
	"suspended" bigint NOT NULL,
	"reinstated" bigint NOT NULL,
	CONSTRAINT "tally_pkey" PRIMARY KEY("scope","dimension","month","value")
);
--> statement-breakpoint
CREATE TABLE "template" (
	"id" text COLLATE "C" NOT NULL,
	"version" bigint NOT NULL,
	"definition" text COLLATE "C" NOT NULL,
	CONSTRAINT "template_pkey" PRIMARY KEY("id","version")
);
--> statement-breakpoint
CREATE TABLE "text_part" (
	"list" text COLLATE "C" NOT NULL,
	"text" text COLLATE "C" NOT NULL,
	"n" bigint NOT NULL,
	"part" text COLLATE "C" NOT NULL,
	CONSTRAINT "text_part_pkey" PRIMARY KEY("list","text","n")
);
--> statement-breakpoint
CREATE TABLE "trust_list_version" (
	"version" bigint NOT NULL,
	"signed_at" bigint NOT NULL,
	"detached" text COLLATE "C" NOT NULL,
	"credential" text COLLATE "C" NOT NULL,
	CONSTRAINT "trust_list_version_pkey" PRIMARY KEY("version")
);
--> statement-breakpoint
CREATE TABLE "unsealed" (
	"event" text COLLATE "C" NOT NULL,
	CONSTRAINT "unsealed_pkey" PRIMARY KEY("event")
);
--> statement-breakpoint
CREATE TABLE "unsigned" (
	"certificate" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	CONSTRAINT "unsigned_pkey" PRIMARY KEY("certificate")
);
--> statement-breakpoint
CREATE TABLE "verification" (
	"id" text COLLATE "C" NOT NULL,
	"owner" text COLLATE "C" NOT NULL,
	"person" text COLLATE "C" NOT NULL,
	"purpose" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"received" text COLLATE "C",
	"request_key" text COLLATE "C",
	"report" text COLLATE "C",
	CONSTRAINT "verification_pkey" PRIMARY KEY("id"),
	CONSTRAINT "verification_request" UNIQUE("owner","request_key")
);
--> statement-breakpoint
CREATE TABLE "verification_part" (
	"verification" text COLLATE "C" NOT NULL,
	"part" bigint NOT NULL,
	"owner" text COLLATE "C" NOT NULL,
	"submitted" text COLLATE "C",
	"results" text COLLATE "C",
	CONSTRAINT "verification_part_pkey" PRIMARY KEY("verification","part")
);
--> statement-breakpoint
CREATE TABLE "wallet_grant" (
	"offer" text COLLATE "C" NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"token_hash" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "wallet_grant_pkey" PRIMARY KEY("offer"),
	CONSTRAINT "wallet_grant_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "wallet_nonce" (
	"hash" text COLLATE "C" NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "wallet_nonce_pkey" PRIMARY KEY("hash")
);
--> statement-breakpoint
CREATE TABLE "wallet_offer" (
	"id" text COLLATE "C" NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"maker" text COLLATE "C" NOT NULL,
	"tx_hash" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "wallet_offer_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "wallet_request" (
	"id" text COLLATE "C" NOT NULL,
	"offer" text COLLATE "C" NOT NULL,
	"configuration" text COLLATE "C" NOT NULL,
	"certificate" text COLLATE "C" NOT NULL,
	"agency" text COLLATE "C" NOT NULL,
	"keys" text COLLATE "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "wallet_request_pkey" PRIMARY KEY("id"),
	CONSTRAINT "wallet_request_of_offer" UNIQUE("offer","configuration")
);
--> statement-breakpoint
CREATE TABLE "webhook" (
	"id" text COLLATE "C" NOT NULL,
	"organisation" text COLLATE "C" NOT NULL,
	"url" text COLLATE "C" NOT NULL,
	"secret" text COLLATE "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"ended_at" bigint,
	CONSTRAINT "webhook_pkey" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE INDEX "agency_of_region" ON "agency" USING btree ("region","code");--> statement-breakpoint
CREATE INDEX "api_key_of_organisation" ON "api_key" USING btree ("organisation","created_at");--> statement-breakpoint
CREATE INDEX "appeal_of_incident" ON "appeal" USING btree ("incident","id");--> statement-breakpoint
CREATE INDEX "batch_of_agency" ON "batch" USING btree ("agency","id");--> statement-breakpoint
CREATE INDEX "batch_of_region" ON "batch" USING btree ("region","id");--> statement-breakpoint
CREATE INDEX "batch_untidy" ON "batch" USING btree ("tidy_at","id") WHERE "batch"."tidy_at" is not null;--> statement-breakpoint
CREATE INDEX "certificate_of_person" ON "certificate" USING btree ("person");--> statement-breakpoint
CREATE INDEX "certificate_of_agency" ON "certificate" USING btree ("agency","id");--> statement-breakpoint
CREATE INDEX "certificate_of_region" ON "certificate" USING btree ("region","id");--> statement-breakpoint
CREATE INDEX "certificate_replacing" ON "certificate" USING btree ("replaces","id") WHERE "certificate"."replaces" is not null;--> statement-breakpoint
CREATE INDEX "event_of_owner" ON "event" USING btree ("owner","id");--> statement-breakpoint
CREATE INDEX "event_of_subject" ON "event" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "event_of_type" ON "event" USING btree ("rare_type","id") WHERE "event"."rare_type" is not null;--> statement-breakpoint
CREATE INDEX "event_of_person" ON "event" USING btree ("person","id") WHERE "event"."person" is not null;--> statement-breakpoint
CREATE INDEX "event_of_organisation" ON "event" USING btree ("organisation","id") WHERE "event"."organisation" is not null;--> statement-breakpoint
CREATE INDEX "event_of_region" ON "event" USING btree ("region","id") WHERE "event"."region" is not null;--> statement-breakpoint
CREATE INDEX "file_entry_of_incident" ON "file_entry" USING btree ("incident","id");--> statement-breakpoint
CREATE INDEX "file_entry_of_region" ON "file_entry" USING btree ("region","incident","id") WHERE "file_entry"."region" is not null;--> statement-breakpoint
CREATE INDEX "incident_of_region" ON "incident" USING btree ("region","id") WHERE "incident"."region" is not null;--> statement-breakpoint
CREATE INDEX "incident_of_agency" ON "incident_party" USING btree ("agency","incident");--> statement-breakpoint
CREATE INDEX "job_due" ON "job" USING btree ("due_at","id") WHERE "job"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "job_of_owner" ON "job" USING btree ("owner","id");--> statement-breakpoint
CREATE INDEX "norm_of_owner" ON "norm" USING btree ("owner","id");--> statement-breakpoint
CREATE INDEX "published_list_age" ON "published_list" USING btree ("signed_at","revision","id");--> statement-breakpoint
CREATE INDEX "share_of_certificate" ON "share" USING btree ("certificate","id");--> statement-breakpoint
CREATE INDEX "share_end" ON "share" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "signing_key_age" ON "signing_key" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "signing_key_of_owner" ON "signing_key" USING btree ("owner","created_at","id");--> statement-breakpoint
CREATE INDEX "signing_key_of_region" ON "signing_key" USING btree ("region","created_at","id") WHERE "signing_key"."region" is not null;--> statement-breakpoint
CREATE INDEX "slot_holder_of_credential" ON "slot_holder" USING btree ("agency","credential","issued_at") WHERE "slot_holder"."credential" is not null;--> statement-breakpoint
CREATE INDEX "standard_of_occupation" ON "standard" USING btree ("occupation","version","id");--> statement-breakpoint
CREATE INDEX "standing_of_agency" ON "standing" USING btree ("agency","id");--> statement-breakpoint
CREATE INDEX "standing_from" ON "standing" USING btree ("from_date","id");--> statement-breakpoint
CREATE INDEX "subsidy_claim_for" ON "subsidy_claim" USING btree ("certificate","id");--> statement-breakpoint
CREATE INDEX "subsidy_claim_under" ON "subsidy_claim" USING btree ("catalogue","id");--> statement-breakpoint
CREATE INDEX "subsidy_claim_of_region" ON "subsidy_claim" USING btree ("region","id") WHERE "subsidy_claim"."region" is not null;--> statement-breakpoint
CREATE INDEX "trust_list_signed" ON "trust_list_version" USING btree ("signed_at","version");--> statement-breakpoint
CREATE INDEX "verification_of_owner" ON "verification" USING btree ("owner","id");--> statement-breakpoint
CREATE INDEX "verification_end" ON "verification" USING btree ("expires_at","id");--> statement-breakpoint
CREATE INDEX "wallet_grant_end" ON "wallet_grant" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "wallet_nonce_end" ON "wallet_nonce" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "wallet_offer_end" ON "wallet_offer" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "wallet_request_of_certificate" ON "wallet_request" USING btree ("certificate");--> statement-breakpoint
CREATE INDEX "webhook_of_organisation" ON "webhook" USING btree ("organisation","id");