using System;
using JusInfer.Portal.Data.Sqlite;
using JusInfer.Portal.Data.Stores;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Sqlite
{
    /// <summary>
    /// Adds what the gateway changed in a request, and what a call says about its provider's error, its client and its size. A
    /// rejected call has its member. Adds when a shared rate was changed, which keys mint keys, and which key has minted a key: a key of
    /// before mints none any more, and keeps what it has minted. Adds the secret that a rotation
    /// replaced, who has sent an invitation, and the sealed successor of a refresh token. Calls have an order of settlement, in which
    /// those that have none, simulated ones and those of before the ledger, have the place of their start.
    /// </summary>
    [DbContext(typeof(SqlitePortalDbContext))]
    [Migration("20261130110000_CallsKeysAndTokens")]
    internal sealed class CallsKeysAndTokens : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "adjusted",
                table: "usage_requests",
                type: "INTEGER",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "provider_error_code",
                table: "usage_requests",
                type: "TEXT",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "provider_error",
                table: "usage_requests",
                type: "TEXT",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "finish_reason",
                table: "usage_requests",
                type: "TEXT",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "client",
                table: "usage_requests",
                type: "TEXT",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "client_dialect",
                table: "usage_requests",
                type: "TEXT",
                nullable: true);
            migrationBuilder.AddColumn<int>(
                name: "request_bytes",
                table: "usage_requests",
                type: "INTEGER",
                nullable: true);
            migrationBuilder.AddColumn<int>(
                name: "response_bytes",
                table: "usage_requests",
                type: "INTEGER",
                nullable: true);
            migrationBuilder.AddColumn<byte[]>(
                name: "member_id",
                table: "refusals",
                type: "BLOB",
                nullable: true);
            migrationBuilder.AddColumn<long>(
                name: "taken_at",
                table: "rates",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);
            migrationBuilder.AddColumn<bool>(
                name: "mints_keys",
                table: "api_keys",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
            migrationBuilder.AddColumn<byte[]>(
                name: "parent_id",
                table: "api_keys",
                type: "BLOB",
                nullable: true);
            migrationBuilder.AddColumn<byte[]>(
                name: "issuer_id",
                table: "invitations",
                type: "BLOB",
                nullable: true);
            migrationBuilder.AddColumn<byte[]>(
                name: "successor",
                table: "refresh_tokens",
                type: "BLOB",
                nullable: true);
            migrationBuilder.AddColumn<byte[]>(
                name: "previous_hash",
                table: "api_keys",
                type: "BLOB",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "previous_display",
                table: "api_keys",
                type: "TEXT",
                nullable: true);
            migrationBuilder.AddColumn<long>(
                name: "previous_ends_at",
                table: "api_keys",
                type: "INTEGER",
                nullable: true);
            migrationBuilder.AddColumn<long>(
                name: "previous_last_used_at",
                table: "api_keys",
                type: "INTEGER",
                nullable: true);
            migrationBuilder.AddColumn<long>(
                name: "rotated_at",
                table: "api_keys",
                type: "INTEGER",
                nullable: true);
            migrationBuilder.CreateIndex(
                name: "IX_api_keys_previous_hash",
                table: "api_keys",
                column: "previous_hash",
                unique: true);

            // A call of before the ledger has no entry: its own id as its settlement says so (UsageRecord.SettlementEntryId). A simulated call
            // is known to have none. A time in the future, from a clock that was wrong, would give later entries of the ledger that time too.
            var now = RequestIdRange.LowestAt(DateTimeOffset.UtcNow).Value;
            migrationBuilder.Sql($"""
                UPDATE usage_requests SET settlement_id = CASE WHEN simulated THEN min(id, X'{now:N}') ELSE id END
                WHERE settlement_id IS NULL
                """);
            migrationBuilder.CreateIndex(
                name: "IX_usage_requests_settled",
                table: "usage_requests",
                columns: new[] { "tenant_id", "settlement_id", "id" });

            // Later settlements sort after these places, also if the clock is behind.
            migrationBuilder.Sql("""
                UPDATE wallets SET last_entry_id = max(COALESCE(last_entry_id, X''), (
                    SELECT max(settlement_id) FROM usage_requests WHERE usage_requests.tenant_id = wallets.tenant_id))
                WHERE EXISTS (SELECT 1 FROM usage_requests WHERE usage_requests.tenant_id = wallets.tenant_id)
                """);
            migrationBuilder.WriteMinimumVersion(new Version(1, 0, 0));
        }
    }
}
