using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FeedbackAndRoutingPolicy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "routing_allowed",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "routing_baseline",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "routing_control_percent",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "routing_margin_points",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "routing_min_quality_percent",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "routing_preferred",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "routing_session_model",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "routing_session_percent",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 10);

            migrationBuilder.AddColumn<bool>(
                name: "cache_care",
                table: "api_keys",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);

            migrationBuilder.CreateTable(
                name: "feedback",
                columns: table => new
                {
                    tenant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    subject_id = table.Column<string>(type: "TEXT", nullable: false),
                    reporter = table.Column<string>(type: "TEXT", nullable: false),
                    ok = table.Column<bool>(type: "INTEGER", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    session = table.Column<string>(type: "TEXT", nullable: true),
                    routing_group = table.Column<string>(type: "TEXT", nullable: true),
                    trouble = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feedback", x => new { x.tenant_id, x.subject, x.subject_id, x.reporter });
                });

            migrationBuilder.CreateIndex(
                name: "IX_feedback_at",
                table: "feedback",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_feedback_tenant_id_at",
                table: "feedback",
                columns: new[] { "tenant_id", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "feedback");

            migrationBuilder.DropColumn(
                name: "routing_allowed",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "routing_baseline",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "routing_control_percent",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "routing_margin_points",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "routing_min_quality_percent",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "routing_preferred",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "routing_session_model",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "routing_session_percent",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "cache_care",
                table: "api_keys");
        }
    }
}
