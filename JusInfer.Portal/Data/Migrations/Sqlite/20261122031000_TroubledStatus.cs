using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TroubledStatus : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_usage_requests_troubled",
                table: "usage_requests");

            migrationBuilder.CreateIndex(
                name: "IX_usage_requests_troubled",
                table: "usage_requests",
                columns: new[] { "tenant_id", "id", "status" },
                filter: "status >= 400 OR attempts > 1 OR resumed");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_usage_requests_troubled",
                table: "usage_requests");

            migrationBuilder.CreateIndex(
                name: "IX_usage_requests_troubled",
                table: "usage_requests",
                columns: new[] { "tenant_id", "id" },
                filter: "status >= 400 OR attempts > 1 OR resumed");
        }
    }
}
