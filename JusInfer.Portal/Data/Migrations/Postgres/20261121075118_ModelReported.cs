using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ModelReported : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "model_reported",
                table: "usage_requests",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "service_tier",
                table: "usage_requests",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "tool_cost",
                table: "usage_requests",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "model_reported",
                table: "usage_requests");

            migrationBuilder.DropColumn(
                name: "service_tier",
                table: "usage_requests");

            migrationBuilder.DropColumn(
                name: "tool_cost",
                table: "usage_requests");
        }
    }
}
