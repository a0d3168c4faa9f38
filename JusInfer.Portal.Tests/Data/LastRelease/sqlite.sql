PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
CREATE TABLE "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);
INSERT INTO "__EFMigrationsHistory" VALUES('20261120074157_Initial','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261120092852_Invitations','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261120105751_StoredResponses','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261120114536_AttemptLog','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121065604_Sessions','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121074240_ResponsePolicies','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121075113_ModelReported','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121142931_UsageSums','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121163525_Wallets','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121165641_Refusals','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121200100_SharedRates','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121200200_ContextTiers','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121200300_UsageMismatches','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121200400_AudioTokens','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121202348_Runs','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121203100_Pauses','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261121232615_Versions','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122031000_TroubledStatus','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122032022_AccountSecurity','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122061358_AuditLog','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122062306_Routing','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122063000_Leases','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122064227_RunListIndex','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122094404_RateLeases','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122094508_KeyPolicies','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122094704_AlertsAndWebhooks','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122132837_FeedbackAndRoutingPolicy','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122134153_Nodes','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122172714_Mail','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122173001_ProviderCredentials','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261122204250_AccountProtection','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261123041000_OwnResults','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261123042000_SessionStates','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261123050000_ResponseRetention','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261123051000_LinkedIdentities','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261123060000_SessionTeams','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261123121500_EmailChanges','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261123122500_OAuthGrants','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261123144500_Labels','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261123150000_KeyLabels','10.0.14');
INSERT INTO "__EFMigrationsHistory" VALUES('20261123182000_ModelSettings','10.0.14');
CREATE TABLE "__EFMigrationsLock" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY,
    "Timestamp" TEXT NOT NULL
);
CREATE TABLE "address_salt" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_address_salt" PRIMARY KEY,
    "salt" BLOB NOT NULL
);
CREATE TABLE "alerts" (
    "id" BLOB NOT NULL,
    "tenant_id" BLOB NOT NULL,
    "rule" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "message" TEXT NOT NULL,
    "member_id" BLOB NULL,
    CONSTRAINT "PK_alerts" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "allowances" (
    "tenant_id" BLOB NOT NULL,
    "kind" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "starts_at" INTEGER NOT NULL,
    "ends_at" INTEGER NOT NULL,
    "opened_at" INTEGER NOT NULL,
    "spent" INTEGER NOT NULL,
    CONSTRAINT "PK_allowances" PRIMARY KEY ("tenant_id", "subject", "kind", "model", "starts_at", "ends_at")
);
CREATE TABLE "api_keys" (
    "id" BLOB NOT NULL CONSTRAINT "PK_api_keys" PRIMARY KEY,
    "tenant_id" BLOB NOT NULL,
    "member_id" BLOB NOT NULL,
    "hash" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "display" TEXT NOT NULL,
    "requests_per_minute" INTEGER NOT NULL,
    "tokens_per_minute" INTEGER NULL,
    "concurrency" INTEGER NULL,
    "monthly_cap" INTEGER NULL,
    "models" TEXT NOT NULL,
    "sandbox" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "expires_at" INTEGER NULL,
    "revoked_at" INTEGER NULL, "version" INTEGER NOT NULL DEFAULT 1, "allowed_addresses" TEXT NULL, "last_used_address" TEXT NULL, "last_used_at" INTEGER NULL, "last_used_client" TEXT NULL, "reported_at" INTEGER NULL, "scope" TEXT NOT NULL DEFAULT 'All', "service" INTEGER NOT NULL DEFAULT 0, "cache_care" INTEGER NOT NULL DEFAULT 1, "label" TEXT NULL, "repository" TEXT NULL,
    CONSTRAINT "FK_api_keys_members_tenant_id_member_id" FOREIGN KEY ("tenant_id", "member_id") REFERENCES "members" ("tenant_id", "id") ON DELETE RESTRICT
);
INSERT INTO "api_keys" VALUES(X'01A210B7A9B37558B283C805A05A7BDF',X'01A210B7A60F725D95B3591BAA976A9A',X'01A210B7A60F736B9BF767F0FD37209A',X'ADA4C1D8DF3147FC242029245F88E57D0C5432885C4BFBCC9C8CEB51E5B461B3','a key','jinf_79…N4jQ',600,NULL,NULL,NULL,'[]',0,1795576801715277,NULL,NULL,1,NULL,'127.0.0.1',1795576801853503,'Python-urllib/3.11',NULL,'All',0,1,NULL,NULL);
CREATE TABLE "audit_details" (
    "tenant_id" BLOB NOT NULL,
    "number" INTEGER NOT NULL,
    "salt" BLOB NOT NULL,
    "text" TEXT NOT NULL,
    "actor_id" BLOB NULL,
    "person_id" BLOB NULL,
    CONSTRAINT "PK_audit_details" PRIMARY KEY ("tenant_id", "number")
);
INSERT INTO "audit_details" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',1,X'E407059819579E55531251025EBA3214','{"address":"127.0.0.1","device":"Python-urllib/3.11","changes":[["name",null,"Team of the last release"]]}',X'01A210B7A3867860A95855857856F542',NULL);
INSERT INTO "audit_details" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',2,X'761747772A9D54D3DA07DE14E9685E0D','{"address":"127.0.0.1","device":"Python-urllib/3.11","changes":[]}',X'01A210B7A3867860A95855857856F542',NULL);
INSERT INTO "audit_details" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',3,X'2F74BC10C208266CF77602E229B496C0','{"address":"127.0.0.1","device":"Python-urllib/3.11","changes":[["name",null,"a key"]]}',X'01A210B7A3867860A95855857856F542',NULL);
CREATE TABLE "audit_entries" (
    "tenant_id" BLOB NOT NULL,
    "number" INTEGER NOT NULL,
    "at" INTEGER NOT NULL,
    "action" TEXT NOT NULL,
    "actor_id" BLOB NULL,
    "session_id" BLOB NULL,
    "subject" TEXT NOT NULL,
    "changes" TEXT NOT NULL,
    "details_hash" BLOB NOT NULL,
    "previous" BLOB NOT NULL,
    "hash" BLOB NOT NULL,
    CONSTRAINT "PK_audit_entries" PRIMARY KEY ("tenant_id", "number")
);
INSERT INTO "audit_entries" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',1,1795576801017589,'team.created',X'01A210B7A3867860A95855857856F542',NULL,'ten_01a210b7a60f725d95b3591baa976a9a','[["time_zone",null,"UTC"],["store_responses",null,"true"],["share_responses",null,"false"],["require_second_factor",null,"false"],["routing.control_percent",null,"0"],["routing.session_model",null,"false"],["routing.session_percent",null,"10"]]',X'256ABA797E82DFA6C025B7D654CE6754B0D1E49B2872FD4BC6681BC1A787CC19',X'0000000000000000000000000000000000000000000000000000000000000000',X'3529ADD687EED51EE2D2E22C90177B89A85BBA9E4C11F13612A8DF3AC9FE6582');
INSERT INTO "audit_entries" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',2,1795576801252998,'session.started',X'01A210B7A3867860A95855857856F542',X'01A210B7A78273809B1458B42D59BC82','ses_01a210b7a78273809b1458b42d59bc82','[["method",null,"password"]]',X'BD54DC57A43D46BF539FB2BEC11684471B316261FFCA354B386400E24BEB115A',X'3529ADD687EED51EE2D2E22C90177B89A85BBA9E4C11F13612A8DF3AC9FE6582',X'091DC8D1EA832F7553C0921CEA0BEA2F9C58E4AF7E0521A697BF61C6981D18AE');
INSERT INTO "audit_entries" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',3,1795576801779626,'key.created',X'01A210B7A3867860A95855857856F542',X'01A210B7A78273809B1458B42D59BC82','key_01a210b7a9b37558b283c805a05a7bdf','[["member_id",null,"mem_01a210b7a60f736b9bf767f0fd37209a"],["rpm",null,"600"],["sandbox",null,"false"],["scope",null,"all"],["service",null,"false"],["cache_care",null,"true"]]',X'BCB91B125269395D9285BB99F2A9A867D07DF1175FBFD03075EDB36061E66064',X'091DC8D1EA832F7553C0921CEA0BEA2F9C58E4AF7E0521A697BF61C6981D18AE',X'53581A964CC579F20A577C954D69679BFFAE39ED22EA8C2E4DACAB067CFAC002');
CREATE TABLE "audit_heads" (
    "tenant_id" BLOB NOT NULL CONSTRAINT "PK_audit_heads" PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "hash" BLOB NOT NULL
);
INSERT INTO "audit_heads" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',3,X'53581A964CC579F20A577C954D69679BFFAE39ED22EA8C2E4DACAB067CFAC002');
CREATE TABLE "budgets" (
    "id" BLOB NOT NULL,
    "tenant_id" BLOB NOT NULL,
    "scope" TEXT NOT NULL,
    "scope_id" TEXT NULL,
    "model" TEXT NULL,
    "window" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "on_reach" TEXT NOT NULL,
    "raise" INTEGER NULL,
    "raise_until" INTEGER NULL,
    "created_at" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "PK_budgets" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "FK_budgets_tenants_tenant_id" FOREIGN KEY ("tenant_id") REFERENCES "tenants" ("id") ON DELETE RESTRICT
);
CREATE TABLE "call_intents" (
    "id" BLOB NOT NULL CONSTRAINT "PK_call_intents" PRIMARY KEY,
    "node" BLOB NOT NULL,
    "entry" BLOB NOT NULL
);
CREATE TABLE "call_leases" (
    "tenant_id" BLOB NOT NULL,
    "kind" INTEGER NOT NULL,
    "subject" BLOB NOT NULL,
    "node" BLOB NOT NULL,
    "granted" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "expires_at" INTEGER NOT NULL,
    CONSTRAINT "PK_call_leases" PRIMARY KEY ("tenant_id", "kind", "subject", "node")
);
CREATE TABLE "connected_providers" (
    "provider" TEXT NOT NULL CONSTRAINT "PK_connected_providers" PRIMARY KEY,
    "at" INTEGER NOT NULL
);
CREATE TABLE "credited_addresses" (
    "hash" BLOB NOT NULL CONSTRAINT "PK_credited_addresses" PRIMARY KEY
);
CREATE TABLE "data_protection_keys" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_data_protection_keys" PRIMARY KEY AUTOINCREMENT,
    "friendly_name" TEXT NULL,
    "xml" TEXT NOT NULL
);
INSERT INTO "data_protection_keys" VALUES(1,'key-fdc4d32b-775d-4df7-951d-0be89140134a','<key id="fdc4d32b-775d-4df7-951d-0be89140134a" version="1"><creationDate>2026-11-25T03:19:57.4346558Z</creationDate><activationDate>2026-11-25T03:19:57.4346558Z</activationDate><expirationDate>2027-02-23T03:19:57.4346558Z</expirationDate><descriptor deserializerType="Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel.AuthenticatedEncryptorDescriptorDeserializer, Microsoft.AspNetCore.DataProtection, Version=10.0.0.0, Culture=neutral, PublicKeyToken=adb9793829ddae60"><descriptor><encryption algorithm="AES_256_GCM" /><!-- AES-GCM includes a 128-bit authentication tag, no extra validation algorithm required. --><masterKey p4:requiresEncryption="true" xmlns:p4="http://schemas.asp.net/2015/03/dataProtection"><!-- Warning: the key below is in an unencrypted form. --><value>24eY/DFC+Q914pLEkrKIvlOiFnBCaP70tqLLtJhzyqP805n598mAdzVGsMIPHwiId/Wkbpeq/uMcFgJVOazQug==</value></masterKey></descriptor></descriptor></key>');
CREATE TABLE "disabled_providers" (
    "provider" TEXT NOT NULL CONSTRAINT "PK_disabled_providers" PRIMARY KEY,
    "at" INTEGER NOT NULL,
    "by" BLOB NOT NULL
);
CREATE TABLE "email_changes" (
    "user_id" BLOB NOT NULL CONSTRAINT "PK_email_changes" PRIMARY KEY,
    "hash" BLOB NOT NULL,
    "email" TEXT NOT NULL,
    "security_stamp" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "FK_email_changes_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "end_user_sums" (
    "tenant_id" BLOB NOT NULL,
    "period" INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "end_user" TEXT NOT NULL,
    "cache_read" INTEGER NOT NULL,
    "cache_write_1h" INTEGER NOT NULL,
    "cache_write_5m" INTEGER NOT NULL,
    "input_uncached" INTEGER NOT NULL,
    "output_reasoning" INTEGER NOT NULL,
    "output_text" INTEGER NOT NULL,
    "requests" INTEGER NOT NULL,
    "cost_nano" INTEGER NOT NULL,
    "baseline_cost_nano" INTEGER NOT NULL,
    "errors" INTEGER NOT NULL,
    CONSTRAINT "PK_end_user_sums" PRIMARY KEY ("tenant_id", "period", "start", "end_user")
);
INSERT INTO "end_user_sums" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',1,498768,'',0,0,0,15,0,321,3,4860000,4860000,0);
INSERT INTO "end_user_sums" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',2,498192,'',0,0,0,15,0,321,3,4860000,4860000,0);
CREATE TABLE "feedback" (
    "tenant_id" BLOB NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "reporter" TEXT NOT NULL,
    "ok" INTEGER NOT NULL,
    "note" TEXT NULL,
    "at" INTEGER NOT NULL,
    "session" TEXT NULL,
    "routing_group" TEXT NULL,
    "trouble" INTEGER NOT NULL, "cache_read_tokens" INTEGER NOT NULL DEFAULT 0, "cache_write_tokens" INTEGER NOT NULL DEFAULT 0, "domain" TEXT NULL, "given_back" INTEGER NOT NULL DEFAULT 0, "input_tokens" INTEGER NOT NULL DEFAULT 0, "model" TEXT NULL, "output_tokens" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "PK_feedback" PRIMARY KEY ("tenant_id", "subject", "subject_id", "reporter")
);
CREATE TABLE "invitations" (
    "id" BLOB NOT NULL CONSTRAINT "PK_invitations" PRIMARY KEY,
    "tenant_id" BLOB NOT NULL,
    "hash" BLOB NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "FK_invitations_tenants_tenant_id" FOREIGN KEY ("tenant_id") REFERENCES "tenants" ("id") ON DELETE RESTRICT
);
CREATE TABLE "job_leases" (
    "job" TEXT NOT NULL CONSTRAINT "PK_job_leases" PRIMARY KEY,
    "node" BLOB NOT NULL,
    "expires_at" INTEGER NOT NULL
);
INSERT INTO "job_leases" VALUES('response-sweep',X'7C2CAF4C1DA34723A72E7CDADBC787EA',1795579797708149);
INSERT INTO "job_leases" VALUES('usage-sweep',X'7C2CAF4C1DA34723A72E7CDADBC787EA',1795579797709543);
CREATE TABLE "label_sums" (
    "tenant_id" BLOB NOT NULL,
    "kind" INTEGER NOT NULL,
    "period" INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "cache_read" INTEGER NOT NULL,
    "cache_write_1h" INTEGER NOT NULL,
    "cache_write_5m" INTEGER NOT NULL,
    "input_uncached" INTEGER NOT NULL,
    "output_reasoning" INTEGER NOT NULL,
    "output_text" INTEGER NOT NULL,
    "requests" INTEGER NOT NULL,
    "cost_nano" INTEGER NOT NULL,
    "baseline_cost_nano" INTEGER NOT NULL,
    "errors" INTEGER NOT NULL,
    CONSTRAINT "PK_label_sums" PRIMARY KEY ("tenant_id", "kind", "period", "start", "name")
);
CREATE TABLE "leases" (
    "tenant_id" BLOB NOT NULL,
    "kind" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "starts_at" INTEGER NOT NULL,
    "ends_at" INTEGER NOT NULL,
    "node" BLOB NOT NULL,
    "granted" INTEGER NOT NULL,
    "settled" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "expires_at" INTEGER NOT NULL,
    CONSTRAINT "PK_leases" PRIMARY KEY ("tenant_id", "subject", "kind", "model", "starts_at", "ends_at", "node")
);
CREATE TABLE "ledger_entries" (
    "id" BLOB NOT NULL,
    "tenant_id" BLOB NOT NULL,
    "at" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "balance" INTEGER NOT NULL,
    "requests" INTEGER NULL,
    "note" TEXT NULL,
    CONSTRAINT "PK_ledger_entries" PRIMARY KEY ("tenant_id", "id")
);
CREATE TABLE "local_servers" (
    "provider" TEXT NOT NULL CONSTRAINT "PK_local_servers" PRIMARY KEY,
    "address" TEXT NOT NULL,
    "models" TEXT NOT NULL,
    "added_at" INTEGER NOT NULL,
    "added_by" BLOB NOT NULL
);
CREATE TABLE "mails" (
    "id" BLOB NOT NULL CONSTRAINT "PK_mails" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "user_id" BLOB NULL,
    "tenant_id" BLOB NULL,
    "member_id" BLOB NULL,
    "content" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "expires_at" INTEGER NOT NULL,
    "next_attempt_at" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL
, "invitation_id" BLOB NULL);
CREATE TABLE "members" (
    "id" BLOB NOT NULL CONSTRAINT "PK_members" PRIMARY KEY,
    "tenant_id" BLOB NOT NULL,
    "user_id" BLOB NOT NULL,
    "role" TEXT NOT NULL,
    "cap_monthly" INTEGER NULL,
    "cap_on_reach" TEXT NULL,
    "joined_at" INTEGER NOT NULL, "removed_at" INTEGER NULL, "concurrency" INTEGER NULL, "rpm" INTEGER NULL, "tpm" INTEGER NULL, "version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "AK_members_tenant_id_id" UNIQUE ("tenant_id", "id"),
    CONSTRAINT "FK_members_tenants_tenant_id" FOREIGN KEY ("tenant_id") REFERENCES "tenants" ("id") ON DELETE RESTRICT,
    CONSTRAINT "FK_members_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE RESTRICT
);
INSERT INTO "members" VALUES(X'01A210B7A60F736B9BF767F0FD37209A',X'01A210B7A60F725D95B3591BAA976A9A',X'01A210B7A3867860A95855857856F542','Owner',NULL,NULL,1795576800783858,NULL,NULL,NULL,NULL,1);
CREATE TABLE "model_settings" (
    "model" TEXT NOT NULL CONSTRAINT "PK_model_settings" PRIMARY KEY,
    "enabled" INTEGER NOT NULL,
    "aliases" TEXT NOT NULL,
    "prices" TEXT NOT NULL,
    "set_at" INTEGER NOT NULL,
    "set_by" BLOB NOT NULL
);
CREATE TABLE "nodes" (
    "id" BLOB NOT NULL CONSTRAINT "PK_nodes" PRIMARY KEY,
    "host" TEXT NOT NULL,
    "journal" TEXT NOT NULL,
    "release" TEXT NOT NULL,
    "catalog" TEXT NOT NULL,
    "copies_intents" INTEGER NOT NULL,
    "started_at" INTEGER NOT NULL,
    "seen_at" INTEGER NOT NULL,
    "clock_offset_ms" INTEGER NOT NULL,
    "ended_at" INTEGER NULL
);
CREATE TABLE "operators" (
    "slot" INTEGER NOT NULL CONSTRAINT "PK_operators" PRIMARY KEY,
    "user_id" BLOB NOT NULL,
    CONSTRAINT "ck_operators_slot" CHECK (slot = 1),
    CONSTRAINT "FK_operators_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE RESTRICT
);
CREATE TABLE "password_resets" (
    "user_id" BLOB NOT NULL CONSTRAINT "PK_password_resets" PRIMARY KEY,
    "hash" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL, "mailed" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "FK_password_resets_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "pauses" (
    "tenant_id" BLOB NOT NULL,
    "scope" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "key_id" BLOB NOT NULL,
    "member_id" BLOB NOT NULL,
    "at" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "resumed_at" INTEGER NULL,
    CONSTRAINT "PK_pauses" PRIMARY KEY ("tenant_id", "scope", "subject")
);
CREATE TABLE "provider_credentials" (
    "provider" TEXT NOT NULL CONSTRAINT "PK_provider_credentials" PRIMARY KEY,
    "credential" BLOB NOT NULL,
    "set_at" INTEGER NOT NULL,
    "set_by" BLOB NOT NULL
);
CREATE TABLE "provider_tests" (
    "provider" TEXT NOT NULL CONSTRAINT "PK_provider_tests" PRIMARY KEY,
    "outcome" TEXT NOT NULL,
    "status" INTEGER NULL,
    "model" TEXT NULL,
    "at" INTEGER NOT NULL,
    "credential_set_at" INTEGER NULL
);
CREATE TABLE "rates" (
    "tenant_id" BLOB NOT NULL,
    "kind" INTEGER NOT NULL,
    "subject" BLOB NOT NULL,
    "unit" INTEGER NOT NULL,
    "arrival" INTEGER NOT NULL,
    CONSTRAINT "PK_rates" PRIMARY KEY ("tenant_id", "kind", "subject", "unit")
);
CREATE TABLE "recovery_codes" (
    "user_id" BLOB NOT NULL,
    "hash" BLOB NOT NULL,
    CONSTRAINT "PK_recovery_codes" PRIMARY KEY ("user_id", "hash"),
    CONSTRAINT "FK_recovery_codes_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "refresh_tokens" (
    "hash" BLOB NOT NULL CONSTRAINT "PK_refresh_tokens" PRIMARY KEY,
    "family" BLOB NOT NULL,
    "user_id" BLOB NOT NULL,
    "expires_at" INTEGER NOT NULL,
    "used_at" INTEGER NULL,
    "revoked" INTEGER NOT NULL,
    CONSTRAINT "FK_refresh_tokens_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT INTO "refresh_tokens" VALUES(X'19A4D3BAAAA2DC4C3B2A8B007530ACB26F9E4F12A7A1440725C3F0E6E78CA42F',X'01A210B7A78273809B1458B42D59BC82',X'01A210B7A3867860A95855857856F542',1798168801257903,NULL,0);
CREATE TABLE "refusals" (
    "id" BLOB NOT NULL,
    "tenant_id" BLOB NOT NULL,
    "at" INTEGER NOT NULL,
    "key_id" BLOB NOT NULL,
    "path" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "scope" TEXT NULL,
    "message" TEXT NOT NULL,
    "repeated" INTEGER NOT NULL,
    CONSTRAINT "PK_refusals" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "FK_refusals_tenants_tenant_id" FOREIGN KEY ("tenant_id") REFERENCES "tenants" ("id") ON DELETE RESTRICT
);
CREATE TABLE "run_budgets" (
    "tenant_id" BLOB NOT NULL,
    "run" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "named_at" INTEGER NOT NULL,
    CONSTRAINT "PK_run_budgets" PRIMARY KEY ("tenant_id", "run")
);
CREATE TABLE "runs" (
    "tenant_id" BLOB NOT NULL,
    "session" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "first_at" INTEGER NOT NULL,
    "last_at" INTEGER NOT NULL,
    "cache_read" INTEGER NOT NULL,
    "cache_write_1h" INTEGER NOT NULL,
    "cache_write_5m" INTEGER NOT NULL,
    "input_uncached" INTEGER NOT NULL,
    "output_reasoning" INTEGER NOT NULL,
    "output_text" INTEGER NOT NULL,
    "requests" INTEGER NOT NULL,
    "cost_nano" INTEGER NOT NULL,
    "baseline_cost_nano" INTEGER NOT NULL,
    "errors" INTEGER NOT NULL, "tree_cost_nano" INTEGER NOT NULL DEFAULT 0, "key_id" BLOB NULL, "member_id" BLOB NULL, "parent" TEXT NULL, "root" TEXT NULL,
    CONSTRAINT "PK_runs" PRIMARY KEY ("tenant_id", "session")
);
CREATE TABLE "second_factors" (
    "user_id" BLOB NOT NULL CONSTRAINT "PK_second_factors" PRIMARY KEY,
    "secret" BLOB NOT NULL,
    "confirmed_at" INTEGER NULL,
    "last_step" INTEGER NOT NULL,
    CONSTRAINT "FK_second_factors_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "session_states" (
    "tenant_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "number" INTEGER NOT NULL,
    "expires_at" INTEGER NOT NULL,
    "state" BLOB NOT NULL,
    CONSTRAINT "PK_session_states" PRIMARY KEY ("tenant_id", "id")
);
INSERT INTO "session_states" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',X'20A2B0D1EAF4A7659268C9428930345F',1,1795663203,X'010000000001303036DA3A2993C64801000003056F74686572001B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F7220B818000000000020B81800000000001B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F720000000000000000E34620FEA24ADF08000000000001000000011B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F720000000000000000E34620FEA24ADF08010000009A99999999B16E400000000000A07B406666666666BE6F4001000000303036DA01000000010000000C00000000000000000000000000000000000000000000000C0000000000000000000000011B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F720500000000000000E34620FEA24ADF0800000000000000000000000000');
INSERT INTO "session_states" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',X'6320D8D33A1F5ACBA366001EF4C69565',1,1795663203,X'0100000000014286E6A1D9D043DD4801000003056F74686572001B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F7220B818000000000020B81800000000001B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F720000000000000000303DB9FEA24ADF08000000000001000000011B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F720000000000000000303DB9FEA24ADF08010000009A99999999B16E400000000000A07B406666666666BE6F40010000004286E6A101000000010000000C00000000000000000000000000000000000000000000000C0000000000000000000000011B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F720500000000000000303DB9FEA24ADF0800000000000000000000000000');
INSERT INTO "session_states" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',X'98F41173F220C74720588E7D24B87546',1,1795663204,X'010000000001CC7395957477F4F34801000003056F74686572001B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F7220B818000000000020B81800000000001B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F720000000000000000EFEC18FFA24ADF08000000000001000000011B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F720000000000000000EFEC18FFA24ADF08010000009A99999999B16E400000000000A07B406666666666BE6F4001000000CC73959501000000010000000C00000000000000000000000000000000000000000000000C0000000000000000000000011B616E7468726F7069632F636C617564652D736F6E6E65742D342E350973696D756C61746F720500000000000000EFEC18FFA24ADF0800000000000000000000000000');
CREATE TABLE "sessions" (
    "id" BLOB NOT NULL CONSTRAINT "PK_sessions" PRIMARY KEY,
    "user_id" BLOB NOT NULL,
    "started_at" INTEGER NOT NULL,
    "expires_at" INTEGER NOT NULL, "address" TEXT NULL, "device" TEXT NULL, "second_factor_at" INTEGER NULL, "tenant_id" BLOB NULL, "client" TEXT NULL, "client_name" TEXT NULL, "scope" TEXT NULL,
    CONSTRAINT "FK_sessions_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT INTO "sessions" VALUES(X'01A210B7A78273809B1458B42D59BC82',X'01A210B7A3867860A95855857856F542',1795576801154510,1798172401154510,'127.0.0.1','Python-urllib/3.11',NULL,X'01A210B7A60F725D95B3591BAA976A9A',NULL,NULL,NULL);
CREATE TABLE "signing_keys" (
    "id" TEXT NOT NULL CONSTRAINT "PK_signing_keys" PRIMARY KEY,
    "pkcs8" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL
);
INSERT INTO "signing_keys" VALUES('01a210b7a7ff7c3595a93c4e874b10a7',X'09F0C9F02BD3C4FD5D77F74D951D0BE89140134AD2EA65C6EB214039CEA78B97CF036F38DC0B48615E27093171B79F1C5435715C8FC7BC52A2B91BA10EBB21AF68AC49482892C3B96D0C6B81A0CF3926402951D5D26054B87FC6E0945F484C4CFB89E687FD2245EE4943ED3FD776D0FC514B1831B3B3E3636AAE8766C359C9CCFB1A725F6B0053FCDCF190C21229B6951F5472C2BFA1F9660B62B084FC7E6F3B7F54D492162BF4153A7996B2C1CAD88A6DC01220149D935FDB22D1352DA9EB62891D2871CE937AA24833',1795576801279358);
CREATE TABLE "stored_response_items" (
    "tenant_id" BLOB NOT NULL,
    "item_id" TEXT NOT NULL,
    "response_id" TEXT NOT NULL,
    CONSTRAINT "PK_stored_response_items" PRIMARY KEY ("tenant_id", "item_id"),
    CONSTRAINT "FK_stored_response_items_stored_responses_tenant_id_response_id" FOREIGN KEY ("tenant_id", "response_id") REFERENCES "stored_responses" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE TABLE "stored_responses" (
    "tenant_id" BLOB NOT NULL,
    "id" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    "response" BLOB NOT NULL,
    "input" BLOB NOT NULL,
    "tokens" INTEGER NOT NULL, "bytes" INTEGER NOT NULL DEFAULT 0, "member_id" BLOB NULL,
    CONSTRAINT "PK_stored_responses" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "FK_stored_responses_tenants_tenant_id" FOREIGN KEY ("tenant_id") REFERENCES "tenants" ("id") ON DELETE RESTRICT
);
CREATE TABLE "tenants" (
    "id" BLOB NOT NULL CONSTRAINT "PK_tenants" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL
, "share_responses" INTEGER NOT NULL DEFAULT 0, "store_responses" INTEGER NOT NULL DEFAULT 1, "time_zone" TEXT NOT NULL DEFAULT 'UTC', "concurrency" INTEGER NULL, "rpm" INTEGER NULL, "tpm" INTEGER NULL, "version" INTEGER NOT NULL DEFAULT 1, "require_second_factor" INTEGER NOT NULL DEFAULT 0, "policy_addresses" TEXT NULL, "policy_concurrency" INTEGER NULL, "policy_days" INTEGER NULL, "policy_models" TEXT NULL, "policy_monthly_cap" INTEGER NULL, "policy_rpm" INTEGER NULL, "policy_tpm" INTEGER NULL, "routing_allowed" TEXT NULL, "routing_baseline" TEXT NULL, "routing_control_percent" INTEGER NOT NULL DEFAULT 0, "routing_margin_points" INTEGER NULL, "routing_min_quality_percent" INTEGER NULL, "routing_preferred" TEXT NULL, "routing_session_model" INTEGER NOT NULL DEFAULT 0, "routing_session_percent" INTEGER NOT NULL DEFAULT 10, "response_retention_days" INTEGER NULL);
INSERT INTO "tenants" VALUES(X'01A210B7A60F725D95B3591BAA976A9A','Team of the last release',1795576800783858,0,1,'UTC',NULL,NULL,NULL,1,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,0,10,NULL);
CREATE TABLE "usage_requests" (
    "tenant_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "at" INTEGER NOT NULL,
    "key_id" BLOB NOT NULL,
    "member_id" BLOB NOT NULL,
    "end_user" TEXT NULL,
    "session" TEXT NULL,
    "model_requested" TEXT NOT NULL,
    "model_served" TEXT NULL,
    "provider" TEXT NULL,
    "route" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "error_code" TEXT NULL,
    "input_uncached" INTEGER NOT NULL,
    "cache_read" INTEGER NOT NULL,
    "cache_write_5m" INTEGER NOT NULL,
    "cache_write_1h" INTEGER NOT NULL,
    "output_text" INTEGER NOT NULL,
    "output_reasoning" INTEGER NOT NULL,
    "cost" INTEGER NOT NULL,
    "baseline_cost" INTEGER NOT NULL,
    "source" INTEGER NOT NULL,
    "ttft_ms" INTEGER NULL,
    "duration_ms" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,
    "resumed" INTEGER NOT NULL,
    "streamed" INTEGER NOT NULL,
    "simulated" INTEGER NOT NULL,
    "prices_from" INTEGER NULL,
    "catalog_version" TEXT NOT NULL, "attempt_log" TEXT NULL, "model_reported" TEXT NULL, "service_tier" TEXT NULL, "tool_cost" INTEGER NOT NULL DEFAULT 0, "held" INTEGER NOT NULL DEFAULT 0, "held_limits" TEXT NULL, "parent_session" TEXT NULL, "run" TEXT NULL, "settlement_id" BLOB NULL, "unbilled" INTEGER NOT NULL DEFAULT 0, "context_tier" INTEGER NULL, "usage_mismatch" TEXT NULL, "audio_input" INTEGER NOT NULL DEFAULT 0, "audio_output" INTEGER NOT NULL DEFAULT 0, "route_details" TEXT NULL, "label" TEXT NULL, "repository" TEXT NULL,
    CONSTRAINT "PK_usage_requests" PRIMARY KEY ("tenant_id", "id")
);
INSERT INTO "usage_requests" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',X'01A210B7AA0D750C9F37024ECF9DE183',1795576801858531,X'01A210B7A9B37558B283C805A05A7BDF',X'01A210B7A60F736B9BF767F0FD37209A',NULL,NULL,'jusInfer-auto','anthropic/claude-sonnet-4.5','simulator','auto:baseline',200,NULL,5,0,0,0,107,0,1620000,1620000,1,954,976,1,0,0,1,739522,'058b41b4933a',NULL,'anthropic/claude-sonnet-4.5',NULL,0,0,NULL,NULL,NULL,NULL,0,NULL,NULL,0,0,'{"v":6,"b":"anthropic/claude-sonnet-4.5","r":["openai/gpt-5-nano","no_agent","qwen/qwen3-8b","no_agent","qwen/qwen3-coder-30b","no_agent"],"u":1620000}',NULL,NULL);
INSERT INTO "usage_requests" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',X'01A210B7AE2B79A8AB319BD40CD76228',1795576802860984,X'01A210B7A9B37558B283C805A05A7BDF',X'01A210B7A60F736B9BF767F0FD37209A',NULL,NULL,'jusInfer-auto','anthropic/claude-sonnet-4.5','simulator','auto:baseline',200,NULL,5,0,0,0,107,0,1620000,1620000,1,623,624,1,0,0,1,739522,'058b41b4933a',NULL,'anthropic/claude-sonnet-4.5',NULL,0,0,NULL,NULL,NULL,NULL,0,NULL,NULL,0,0,'{"v":6,"b":"anthropic/claude-sonnet-4.5","r":["openai/gpt-5-nano","no_agent","qwen/qwen3-8b","no_agent","qwen/qwen3-coder-30b","no_agent"],"u":1620000}',NULL,NULL);
INSERT INTO "usage_requests" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',X'01A210B7B09F7F46976BB112834C7F71',1795576803488075,X'01A210B7A9B37558B283C805A05A7BDF',X'01A210B7A60F736B9BF767F0FD37209A',NULL,NULL,'jusInfer-auto','anthropic/claude-sonnet-4.5','simulator','auto:baseline',200,NULL,5,0,0,0,107,0,1620000,1620000,1,615,615,1,0,0,1,739522,'058b41b4933a',NULL,'anthropic/claude-sonnet-4.5',NULL,0,0,NULL,NULL,NULL,NULL,0,NULL,NULL,0,0,'{"v":6,"b":"anthropic/claude-sonnet-4.5","r":["openai/gpt-5-nano","no_agent","qwen/qwen3-8b","no_agent","qwen/qwen3-coder-30b","no_agent"],"u":1620000}',NULL,NULL);
CREATE TABLE "usage_sums" (
    "tenant_id" BLOB NOT NULL,
    "period" INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "key_id" BLOB NOT NULL,
    "member_id" BLOB NOT NULL,
    "model_served" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "status_class" INTEGER NOT NULL,
    "duration_0" INTEGER NOT NULL,
    "duration_1" INTEGER NOT NULL,
    "duration_2" INTEGER NOT NULL,
    "duration_3" INTEGER NOT NULL,
    "duration_4" INTEGER NOT NULL,
    "duration_5" INTEGER NOT NULL,
    "duration_6" INTEGER NOT NULL,
    "duration_7" INTEGER NOT NULL,
    "cache_read" INTEGER NOT NULL,
    "cache_write_1h" INTEGER NOT NULL,
    "cache_write_5m" INTEGER NOT NULL,
    "input_uncached" INTEGER NOT NULL,
    "output_reasoning" INTEGER NOT NULL,
    "output_text" INTEGER NOT NULL,
    "ttft_0" INTEGER NOT NULL,
    "ttft_1" INTEGER NOT NULL,
    "ttft_2" INTEGER NOT NULL,
    "ttft_3" INTEGER NOT NULL,
    "ttft_4" INTEGER NOT NULL,
    "ttft_5" INTEGER NOT NULL,
    "ttft_6" INTEGER NOT NULL,
    "ttft_7" INTEGER NOT NULL,
    "requests" INTEGER NOT NULL,
    "cost_nano" INTEGER NOT NULL,
    "baseline_cost_nano" INTEGER NOT NULL,
    "errors" INTEGER NOT NULL,
    CONSTRAINT "PK_usage_sums" PRIMARY KEY ("tenant_id", "period", "start", "key_id", "member_id", "model_served", "provider", "status_class")
);
INSERT INTO "usage_sums" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',0,498771,X'01A210B7A9B37558B283C805A05A7BDF',X'01A210B7A60F736B9BF767F0FD37209A','anthropic/claude-sonnet-4.5','simulator',2,0,0,12884901888,0,0,0,0,0,0,0,0,15,0,321,0,0,12884901888,0,0,0,0,0,3,4860000,4860000,0);
INSERT INTO "usage_sums" VALUES(X'01A210B7A60F725D95B3591BAA976A9A',1,498768,X'01A210B7A9B37558B283C805A05A7BDF',X'01A210B7A60F736B9BF767F0FD37209A','anthropic/claude-sonnet-4.5','simulator',2,0,0,12884901888,0,0,0,0,0,0,0,0,15,0,321,0,0,12884901888,0,0,0,0,0,3,4860000,4860000,0);
CREATE TABLE "user_claims" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_user_claims" PRIMARY KEY AUTOINCREMENT,
    "user_id" BLOB NOT NULL,
    "claim_type" TEXT NULL,
    "claim_value" TEXT NULL,
    CONSTRAINT "FK_user_claims_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "user_logins" (
    "login_provider" TEXT NOT NULL,
    "provider_key" TEXT NOT NULL,
    "provider_display_name" TEXT NULL,
    "user_id" BLOB NOT NULL,
    CONSTRAINT "PK_user_logins" PRIMARY KEY ("login_provider", "provider_key"),
    CONSTRAINT "FK_user_logins_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "user_passkeys" (
    "credential_id" BLOB NOT NULL CONSTRAINT "PK_user_passkeys" PRIMARY KEY,
    "user_id" BLOB NOT NULL,
    "data" TEXT NOT NULL,
    CONSTRAINT "FK_user_passkeys_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "user_tokens" (
    "user_id" BLOB NOT NULL,
    "login_provider" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NULL,
    CONSTRAINT "PK_user_tokens" PRIMARY KEY ("user_id", "login_provider", "name"),
    CONSTRAINT "FK_user_tokens_users_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "users" (
    "id" BLOB NOT NULL CONSTRAINT "PK_users" PRIMARY KEY,
    "created_at" INTEGER NOT NULL,
    "user_name" TEXT NULL,
    "normalized_user_name" TEXT NULL,
    "email" TEXT NULL,
    "normalized_email" TEXT NULL,
    "email_confirmed" INTEGER NOT NULL,
    "password_hash" TEXT NULL,
    "security_stamp" TEXT NULL,
    "concurrency_stamp" TEXT NULL,
    "phone_number" TEXT NULL,
    "phone_number_confirmed" INTEGER NOT NULL,
    "two_factor_enabled" INTEGER NOT NULL,
    "lockout_end" INTEGER NULL,
    "lockout_enabled" INTEGER NOT NULL,
    "access_failed_count" INTEGER NOT NULL
, "mutes_alerts" INTEGER NOT NULL DEFAULT 0);
INSERT INTO "users" VALUES(X'01A210B7A3867860A95855857856F542',1795576800134930,'ada@example.com','ADA@EXAMPLE.COM','ada@example.com','ADA@EXAMPLE.COM',0,'AQAAAAIAAzRQAAAAEDgt3z/wUhbaaf6fvkH74Wynq6AMv7mTuqps+hUf7P8+1BchpR6C8wXClROgd4CTTA==','MQIM7EI4HUDJVO56STQSZNN5E3DBBB73','56774425-dd00-4d0e-b816-3a3bb7eb503e',NULL,0,0,NULL,1,0,0);
CREATE TABLE "wallets" (
    "tenant_id" BLOB NOT NULL CONSTRAINT "PK_wallets" PRIMARY KEY,
    "mode" TEXT NOT NULL,
    "balance" INTEGER NOT NULL,
    "settled" INTEGER NOT NULL,
    "last_entry_id" BLOB NULL,
    "initial_credit_at" INTEGER NULL
);
INSERT INTO "wallets" VALUES(X'01A210B7A60F725D95B3591BAA976A9A','Prepaid',0,0,NULL,NULL);
CREATE TABLE "webhook_deliveries" (
    "id" BLOB NOT NULL,
    "tenant_id" BLOB NOT NULL,
    "webhook_id" BLOB NOT NULL,
    "type" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "member_id" BLOB NULL,
    "created_at" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "next_attempt_at" INTEGER NULL,
    "attempts" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "last_attempt_at" INTEGER NULL,
    "duration_ms" INTEGER NULL,
    "response_status" INTEGER NULL,
    "response_body" TEXT NULL,
    "error" TEXT NULL,
    CONSTRAINT "PK_webhook_deliveries" PRIMARY KEY ("tenant_id", "webhook_id", "id"),
    CONSTRAINT "FK_webhook_deliveries_webhooks_tenant_id_webhook_id" FOREIGN KEY ("tenant_id", "webhook_id") REFERENCES "webhooks" ("tenant_id", "id") ON DELETE CASCADE
);
CREATE TABLE "webhooks" (
    "id" BLOB NOT NULL,
    "tenant_id" BLOB NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT NOT NULL,
    "secret" BLOB NOT NULL,
    "is_enabled" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "failing_since" INTEGER NULL,
    "disabled_reason" TEXT NULL,
    CONSTRAINT "PK_webhooks" PRIMARY KEY ("tenant_id", "id"),
    CONSTRAINT "FK_webhooks_tenants_tenant_id" FOREIGN KEY ("tenant_id") REFERENCES "tenants" ("id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "IX_api_keys_hash" ON "api_keys" ("hash");
CREATE INDEX "IX_api_keys_tenant_id_member_id" ON "api_keys" ("tenant_id", "member_id");
CREATE INDEX "IX_members_user_id" ON "members" ("user_id");
CREATE INDEX "IX_operators_user_id" ON "operators" ("user_id");
CREATE INDEX "IX_refresh_tokens_family" ON "refresh_tokens" ("family");
CREATE INDEX "IX_refresh_tokens_user_id" ON "refresh_tokens" ("user_id");
CREATE INDEX "IX_user_claims_user_id" ON "user_claims" ("user_id");
CREATE INDEX "IX_user_logins_user_id" ON "user_logins" ("user_id");
CREATE INDEX "IX_user_passkeys_user_id" ON "user_passkeys" ("user_id");
CREATE INDEX "IX_users_normalized_email" ON "users" ("normalized_email");
CREATE UNIQUE INDEX "IX_users_normalized_user_name" ON "users" ("normalized_user_name");
CREATE UNIQUE INDEX "IX_members_tenant_id_user_id" ON "members" ("tenant_id", "user_id") WHERE removed_at IS NULL;
CREATE UNIQUE INDEX "IX_invitations_hash" ON "invitations" ("hash");
CREATE INDEX "IX_invitations_tenant_id" ON "invitations" ("tenant_id");
CREATE INDEX "IX_stored_response_items_tenant_id_response_id" ON "stored_response_items" ("tenant_id", "response_id");
CREATE INDEX "IX_stored_responses_created_at" ON "stored_responses" ("created_at");
CREATE INDEX "IX_sessions_user_id" ON "sessions" ("user_id");
CREATE INDEX "IX_stored_responses_tenant_id_created_at_bytes" ON "stored_responses" ("tenant_id", "created_at", "bytes");
CREATE INDEX "IX_runs_tenant_id_day_cost_nano" ON "runs" ("tenant_id", "day", "cost_nano");
CREATE INDEX "IX_usage_sums_key_id_period_start" ON "usage_sums" ("key_id", "period", "start");
CREATE INDEX "IX_usage_sums_member_id_period_start" ON "usage_sums" ("member_id", "period", "start");
CREATE INDEX "IX_allowances_ends_at" ON "allowances" ("ends_at");
CREATE INDEX "IX_refusals_at" ON "refusals" ("at");
CREATE INDEX "IX_runs_tenant_id_parent" ON "runs" ("tenant_id", "parent");
CREATE INDEX "IX_usage_requests_troubled" ON "usage_requests" ("tenant_id", "id", "status") WHERE status >= 400 OR attempts > 1 OR resumed;
CREATE UNIQUE INDEX "IX_password_resets_hash" ON "password_resets" ("hash");
CREATE INDEX "IX_audit_details_actor_id" ON "audit_details" ("actor_id");
CREATE INDEX "IX_audit_details_person_id" ON "audit_details" ("person_id");
CREATE INDEX "IX_leases_node" ON "leases" ("node");
CREATE INDEX "IX_runs_listed" ON "runs" ("tenant_id", "last_at" DESC, "session", "key_id", "member_id");
CREATE INDEX "IX_call_leases_node" ON "call_leases" ("node");
CREATE INDEX "IX_alerts_at" ON "alerts" ("at");
CREATE UNIQUE INDEX "IX_alerts_tenant_id_rule_subject_occasion" ON "alerts" ("tenant_id", "rule", "subject", "occasion");
CREATE INDEX "IX_webhook_deliveries_created_at" ON "webhook_deliveries" ("created_at");
CREATE INDEX "IX_webhook_deliveries_next_attempt_at" ON "webhook_deliveries" ("next_attempt_at") WHERE next_attempt_at IS NOT NULL;
CREATE INDEX "IX_feedback_at" ON "feedback" ("at");
CREATE INDEX "IX_feedback_tenant_id_at" ON "feedback" ("tenant_id", "at");
CREATE INDEX "IX_call_intents_node" ON "call_intents" ("node");
CREATE INDEX "IX_mails_next_attempt_at" ON "mails" ("next_attempt_at");
CREATE INDEX "IX_session_states_expires_at" ON "session_states" ("expires_at");
CREATE UNIQUE INDEX "IX_email_changes_hash" ON "email_changes" ("hash");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('data_protection_keys',1);
COMMIT;
