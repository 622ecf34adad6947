-- The second wall between organisations. Every transaction says for whom it works, and "*" is the service itself. One
-- that says nothing sees nothing. FORCE: for the owner of the tables too. No subqueries: CockroachDB takes none here.
ALTER TABLE "certificate" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "certificate" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "certificate" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "securing" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "securing" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "securing" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "unsigned" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "unsigned" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "unsigned" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "skeleton" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "skeleton" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "skeleton" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "person" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "person" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "person" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "idempotency" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "idempotency" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "idempotency" USING (current_setting('yinzheng.organisation', true) IN ('*', "organisation"));
--> statement-breakpoint
ALTER TABLE "event" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "event" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "event" USING (current_setting('yinzheng.organisation', true) IN ('*', "owner"));
--> statement-breakpoint
ALTER TABLE "job" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "job" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "job" USING (current_setting('yinzheng.organisation', true) IN ('*', "owner"));
--> statement-breakpoint
ALTER TABLE "layout_choice" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "layout_choice" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "layout_choice" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "signed_copy" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "signed_copy" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "signed_copy" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "wallet_offer" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "wallet_offer" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "wallet_offer" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "wallet_grant" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "wallet_grant" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "wallet_grant" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "wallet_request" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "wallet_request" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "wallet_request" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "share" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "share" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "share" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "slot_holder" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "slot_holder" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "slot_holder" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "status_mark" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "status_mark" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "status_mark" USING (current_setting('yinzheng.organisation', true) IN ('*', split_part("list", '-', 1)));
--> statement-breakpoint
ALTER TABLE "past_suspension" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "past_suspension" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "past_suspension" USING (current_setting('yinzheng.organisation', true) IN ('*', split_part("list", '-', 1)));
--> statement-breakpoint
ALTER TABLE "list_revision" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "list_revision" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "list_revision" USING ("id" = 'trust-list' OR current_setting('yinzheng.organisation', true) IN ('*', split_part("id", '-', 1)));
--> statement-breakpoint
ALTER TABLE "published_list" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "published_list" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "published_list" USING ("id" = 'trust-list' OR current_setting('yinzheng.organisation', true) IN ('*', split_part("id", '-', 1)));
--> statement-breakpoint
ALTER TABLE "verification" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "verification" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "verification" USING (current_setting('yinzheng.organisation', true) IN ('*', "owner"));
--> statement-breakpoint
ALTER TABLE "verification_part" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "verification_part" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "verification_part" USING (current_setting('yinzheng.organisation', true) IN ('*', "owner"));
--> statement-breakpoint
ALTER TABLE "batch" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "batch" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "batch" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "batch_step" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "batch_step" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "batch_step" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "batch_part" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "batch_part" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "batch_part" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "batch_row" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "batch_row" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "batch_row" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "incident" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "incident" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "incident" USING (current_setting('yinzheng.organisation', true) = '*');
--> statement-breakpoint
ALTER TABLE "incident_item" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "incident_item" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "incident_item" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "incident_party" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "incident_party" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "incident_party" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "file_entry" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "file_entry" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "file_entry" USING (current_setting('yinzheng.organisation', true) IN ('*', "organisation"));
--> statement-breakpoint
ALTER TABLE "appeal" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "appeal" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "appeal" USING (current_setting('yinzheng.organisation', true) IN ('*', "agency"));
--> statement-breakpoint
ALTER TABLE "webhook" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "webhook" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "webhook" USING (current_setting('yinzheng.organisation', true) IN ('*', "organisation"));
--> statement-breakpoint
ALTER TABLE "norm" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "norm" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "norm" USING (current_setting('yinzheng.organisation', true) IN ('*', "owner"));
--> statement-breakpoint
ALTER TABLE "subsidy_claim" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "subsidy_claim" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "subsidy_claim" USING (current_setting('yinzheng.organisation', true) = '*');
--> statement-breakpoint
ALTER TABLE "employer" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "employer" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "employer" USING (current_setting('yinzheng.organisation', true) IN ('*', "code"));
--> statement-breakpoint
ALTER TABLE "allowance" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "allowance" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "allowance" USING (current_setting('yinzheng.organisation', true) IN ('*', split_part("name", ':', 2)));
--> statement-breakpoint
ALTER TABLE "tally" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "tally" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "of_organisation" ON "tally" USING (current_setting('yinzheng.organisation', true) = '*' OR "scope" = 'agency:' || current_setting('yinzheng.organisation', true));
--> statement-breakpoint
ALTER TABLE "unsealed" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "unsealed" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Everybody's events go in; the service itself seals them.
CREATE POLICY "of_organisation" ON "unsealed" USING (current_setting('yinzheng.organisation', true) = '*') WITH CHECK (current_setting('yinzheng.organisation', true) <> '');
