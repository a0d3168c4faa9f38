using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class RunListIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_runs_tenant_id_last_at",
                table: "runs");

            migrationBuilder.CreateIndex(
                name: "IX_runs_listed",
                table: "runs",
                columns: new[] { "tenant_id", "last_at", "session", "key_id", "member_id" },
                descending: new[] { false, true, false, false, false });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_runs_listed",
                table: "runs");

            migrationBuilder.CreateIndex(
                name: "IX_runs_tenant_id_last_at",
                table: "runs",
                columns: new[] { "tenant_id", "last_at" });
        }
    }
}
