using System;
using JusInfer.Portal.Data.Postgres;
using JusInfer.Portal.Data.Stores;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
{
    /// <summary>
    /// Adds what the gateway changed in a request, and what a call says about its provider's error, its client and its size. A
    /// rejected call has its member. Adds when a shared rate was changed, which keys mint keys, and which key has minted a key: a key of
    /// before mints none any more, and keeps what it has minted. Adds the secret that a rotation
    /// replaced, who has sent an invitation, and the sealed successor of a refresh token. Calls have an order of settlement, in which
    /// those that have none, simulated ones and those of before the ledger, have the place of their start.
    /// </summary>
    [DbContext(typeof(PostgresPortalDbContext))]
    [Migration("20261130110000_CallsKeysAndTokens")]
    internal sealed class CallsKeysAndTokens : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A node that settles calls locks a wallet and then uses the calls. The other way around, the two would deadlock.
            migrationBuilder.Sql("LOCK TABLE wallets IN SHARE ROW EXCLUSIVE MODE");

            // What takes long comes first: while it runs, other nodes read calls and keys, which they cannot once their tables are altered.
            // A call of before the ledger has no entry: its own id as its settlement says so (UsageRecord.SettlementEntryId). A simulated call
            // is known to have none. A time in the future, from a clock that was wrong, would give later entries of the ledger that time too.
            var now = RequestIdRange.LowestAt(DateTimeOffset.UtcNow).Value;
            migrationBuilder.Sql($"""
                UPDATE usage_requests SET settlement_id = CASE WHEN simulated THEN LEAST(id, '{now}'::uuid) ELSE id END
                WHERE settlement_id IS NULL
                """);
            migrationBuilder.CreateIndex(
                name: "IX_usage_requests_settled",
                table: "usage_requests",
                columns: new[] { "tenant_id", "settlement_id", "id" });

            // Later settlements sort after these places, also those of a node whose clock is behind.
            migrationBuilder.Sql("""
                UPDATE wallets SET last_entry_id = GREATEST(last_entry_id, (
                    SELECT settlement_id FROM usage_requests WHERE usage_requests.tenant_id = wallets.tenant_id
                    ORDER BY settlement_id DESC LIMIT 1))
                """);

            migrationBuilder.AddColumn<int>(
                name: "adjusted",
                table: "usage_requests",
                type: "integer",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "provider_error_code",
                table: "usage_requests",
                type: "text",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "provider_error",
                table: "usage_requests",
                type: "text",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "finish_reason",
                table: "usage_requests",
                type: "text",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "client",
                table: "usage_requests",
                type: "text",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "client_dialect",
                table: "usage_requests",
                type: "text",
                nullable: true);
            migrationBuilder.AddColumn<int>(
                name: "request_bytes",
                table: "usage_requests",
                type: "integer",
                nullable: true);
            migrationBuilder.AddColumn<int>(
                name: "response_bytes",
                table: "usage_requests",
                type: "integer",
                nullable: true);
            migrationBuilder.AddColumn<Guid>(
                name: "member_id",
                table: "refusals",
                type: "uuid",
                nullable: true);
            migrationBuilder.AddColumn<long>(
                name: "taken_at",
                table: "rates",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
            migrationBuilder.AddColumn<bool>(
                name: "mints_keys",
                table: "api_keys",
                type: "boolean",
                nullable: false,
                defaultValue: false);
            migrationBuilder.AddColumn<Guid>(
                name: "parent_id",
                table: "api_keys",
                type: "uuid",
                nullable: true);
            migrationBuilder.AddColumn<Guid>(
                name: "issuer_id",
                table: "invitations",
                type: "uuid",
                nullable: true);
            migrationBuilder.AddColumn<byte[]>(
                name: "successor",
                table: "refresh_tokens",
                type: "bytea",
                nullable: true);
            migrationBuilder.AddColumn<byte[]>(
                name: "previous_hash",
                table: "api_keys",
                type: "bytea",
                nullable: true);
            migrationBuilder.AddColumn<string>(
                name: "previous_display",
                table: "api_keys",
                type: "text",
                nullable: true);
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "previous_ends_at",
                table: "api_keys",
                type: "timestamp with time zone",
                nullable: true);
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "previous_last_used_at",
                table: "api_keys",
                type: "timestamp with time zone",
                nullable: true);
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rotated_at",
                table: "api_keys",
                type: "timestamp with time zone",
                nullable: true);
            migrationBuilder.CreateIndex(
                name: "IX_api_keys_previous_hash",
                table: "api_keys",
                column: "previous_hash",
                unique: true);
            migrationBuilder.WriteMinimumVersion(new Version(1, 0, 0));
        }
    }
}
