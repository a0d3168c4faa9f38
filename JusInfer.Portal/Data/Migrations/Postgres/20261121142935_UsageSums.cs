using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class UsageSums : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The table usage_rollups stays: nodes with the previous version still write it. The next release drops it.
            migrationBuilder.CreateTable(
                name: "end_user_sums",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    start = table.Column<int>(type: "integer", nullable: false),
                    end_user = table.Column<string>(type: "text", nullable: false),
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
                    table.PrimaryKey("PK_end_user_sums", x => new { x.tenant_id, x.period, x.start, x.end_user });
                });

            migrationBuilder.CreateTable(
                name: "runs",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<int>(type: "integer", nullable: false),
                    first_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
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
                    table.PrimaryKey("PK_runs", x => new { x.tenant_id, x.session });
                });

            migrationBuilder.CreateTable(
                name: "usage_sums",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    start = table.Column<int>(type: "integer", nullable: false),
                    key_id = table.Column<Guid>(type: "uuid", nullable: false),
                    member_id = table.Column<Guid>(type: "uuid", nullable: false),
                    model_served = table.Column<string>(type: "text", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    status_class = table.Column<int>(type: "integer", nullable: false),
                    duration_0 = table.Column<long>(type: "bigint", nullable: false),
                    duration_1 = table.Column<long>(type: "bigint", nullable: false),
                    duration_2 = table.Column<long>(type: "bigint", nullable: false),
                    duration_3 = table.Column<long>(type: "bigint", nullable: false),
                    duration_4 = table.Column<long>(type: "bigint", nullable: false),
                    duration_5 = table.Column<long>(type: "bigint", nullable: false),
                    duration_6 = table.Column<long>(type: "bigint", nullable: false),
                    duration_7 = table.Column<long>(type: "bigint", nullable: false),
                    cache_read = table.Column<long>(type: "bigint", nullable: false),
                    cache_write_1h = table.Column<long>(type: "bigint", nullable: false),
                    cache_write_5m = table.Column<long>(type: "bigint", nullable: false),
                    input_uncached = table.Column<long>(type: "bigint", nullable: false),
                    output_reasoning = table.Column<long>(type: "bigint", nullable: false),
                    output_text = table.Column<long>(type: "bigint", nullable: false),
                    ttft_0 = table.Column<long>(type: "bigint", nullable: false),
                    ttft_1 = table.Column<long>(type: "bigint", nullable: false),
                    ttft_2 = table.Column<long>(type: "bigint", nullable: false),
                    ttft_3 = table.Column<long>(type: "bigint", nullable: false),
                    ttft_4 = table.Column<long>(type: "bigint", nullable: false),
                    ttft_5 = table.Column<long>(type: "bigint", nullable: false),
                    ttft_6 = table.Column<long>(type: "bigint", nullable: false),
                    ttft_7 = table.Column<long>(type: "bigint", nullable: false),
                    requests = table.Column<long>(type: "bigint", nullable: false),
                    cost_nano = table.Column<long>(type: "bigint", nullable: false),
                    baseline_cost_nano = table.Column<long>(type: "bigint", nullable: false),
                    errors = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_sums", x => new { x.tenant_id, x.period, x.start, x.key_id, x.member_id, x.model_served, x.provider, x.status_class });
                });

            migrationBuilder.CreateIndex(
                name: "IX_usage_requests_troubled",
                table: "usage_requests",
                columns: new[] { "tenant_id", "id" },
                filter: "status >= 400 OR attempts > 1 OR resumed");

            migrationBuilder.CreateIndex(
                name: "IX_runs_tenant_id_day_cost_nano",
                table: "runs",
                columns: new[] { "tenant_id", "day", "cost_nano" });

            migrationBuilder.CreateIndex(
                name: "IX_usage_sums_key_id_period_start",
                table: "usage_sums",
                columns: new[] { "key_id", "period", "start" });

            migrationBuilder.CreateIndex(
                name: "IX_usage_sums_member_id_period_start",
                table: "usage_sums",
                columns: new[] { "member_id", "period", "start" });

            migrationBuilder.FillUsageSums(
                hour: "CAST(floor(extract(epoch FROM at) / 3600) AS integer)",
                month: "CAST(extract(epoch FROM date_trunc('month', at AT TIME ZONE 'UTC')) / 3600 AS integer)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "end_user_sums");

            migrationBuilder.DropTable(
                name: "runs");

            migrationBuilder.DropTable(
                name: "usage_sums");

            migrationBuilder.DropIndex(
                name: "IX_usage_requests_troubled",
                table: "usage_requests");
        }
    }
}
