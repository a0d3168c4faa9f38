using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Labels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "label",
                table: "usage_requests",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "repository",
                table: "usage_requests",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "label_sums",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    start = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    cache_read = table.Column<long>(type: "bigint", nullable: false),
                    cache_write_1h = table.Column<long>(type: "bigint", nullable: false),
                    cache_write_5m = table.Column<long>(type: "bigint", nullable: false),
                    input_uncached = table.Column<long>(type: "bigint", nullable: false),
                    output_reasoning = table.Column<long>(type: "bigint", nullable: false),
                    output_text = table.Column<long>(type: "bigint", nullable: false),
                    requests = table.Column<long>(type: "bigint", nullable: false),
                    cost_nano = table.Column<long>(type: "bigint", nullable: false),
                    baseline_cost_nano = table.Column<long>(type: "bigint", nullable: false),
                    errors = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_label_sums", x => new { x.tenant_id, x.kind, x.period, x.start, x.name });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "label_sums");

            migrationBuilder.DropColumn(
                name: "label",
                table: "usage_requests");

            migrationBuilder.DropColumn(
                name: "repository",
                table: "usage_requests");
        }
    }
}
