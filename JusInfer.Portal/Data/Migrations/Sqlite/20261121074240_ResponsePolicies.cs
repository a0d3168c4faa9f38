using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ResponsePolicies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "share_responses",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "store_responses",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<long>(
                name: "bytes",
                table: "stored_responses",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<byte[]>(
                name: "member_id",
                table: "stored_responses",
                type: "BLOB",
                nullable: true);

            migrationBuilder.Sql("UPDATE stored_responses SET bytes = length(response) + length(input)");

            // A team's only member created its responses. Who created those of other teams is not recorded; they stay until they expire.
            migrationBuilder.Sql("""
                UPDATE stored_responses
                SET member_id = (SELECT members.id FROM members WHERE members.tenant_id = stored_responses.tenant_id)
                WHERE (SELECT count(*) FROM members WHERE members.tenant_id = stored_responses.tenant_id) = 1
                """);

            migrationBuilder.CreateIndex(
                name: "IX_stored_responses_tenant_id_created_at_bytes",
                table: "stored_responses",
                columns: new[] { "tenant_id", "created_at", "bytes" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_stored_responses_tenant_id_created_at_bytes",
                table: "stored_responses");

            migrationBuilder.DropColumn(
                name: "share_responses",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "store_responses",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "bytes",
                table: "stored_responses");

            migrationBuilder.DropColumn(
                name: "member_id",
                table: "stored_responses");
        }
    }
}
