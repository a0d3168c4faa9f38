using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class UsageSums : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "usage_rollups");

            migrationBuilder.CreateTable(
                name: "end_user_sums",
                columns: table => new
                {
                    tenant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    period = table.Column<int>(type: "INTEGER", nullable: false),
                    start = table.Column<int>(type: "INTEGER", nullable: false),
                    end_user = table.Column<string>(type: "TEXT", nullable: false),
                    cache_read = table.Column<long>(type: "INTEGER", nullable: false),
                    cache_write_1h = table.Column<long>(type: "INTEGER", nullable: false),
                    cache_write_5m = table.Column<long>(type: "INTEGER", nullable: false),
                    input_uncached = table.Column<long>(type: "INTEGER", nullable: false),
                    output_reasoning = table.Column<long>(type: "INTEGER", nullable: false),
                    output_text = table.Column<long>(type: "INTEGER", nullable: false),
                    requests = table.Column<long>(type: "INTEGER", nullable: false),
                    cost_nano = table.Column<long>(type: "INTEGER", nullable: false),
                    baseline_cost_nano = table.Column<long>(type: "INTEGER", nullable: false),
                    errors = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_end_user_sums", x => new { x.tenant_id, x.period, x.start, x.end_user });
                });

            migrationBuilder.CreateTable(
                name: "runs",
                columns: table => new
                {
                    tenant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    session = table.Column<string>(type: "TEXT", nullable: false),
                    day = table.Column<int>(type: "INTEGER", nullable: false),
                    first_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false),
                    cache_read = table.Column<long>(type: "INTEGER", nullable: false),
                    cache_write_1h = table.Column<long>(type: "INTEGER", nullable: false),
                    cache_write_5m = table.Column<long>(type: "INTEGER", nullable: false),
                    input_uncached = table.Column<long>(type: "INTEGER", nullable: false),
                    output_reasoning = table.Column<long>(type: "INTEGER", nullable: false),
                    output_text = table.Column<long>(type: "INTEGER", nullable: false),
                    requests = table.Column<long>(type: "INTEGER", nullable: false),
                    cost_nano = table.Column<long>(type: "INTEGER", nullable: false),
                    baseline_cost_nano = table.Column<long>(type: "INTEGER", nullable: false),
                    errors = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_runs", x => new { x.tenant_id, x.session });
                });

            migrationBuilder.CreateTable(
                name: "usage_sums",
                columns: table => new
                {
                    tenant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    period = table.Column<int>(type: "INTEGER", nullable: false),
                    start = table.Column<int>(type: "INTEGER", nullable: false),
                    key_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    member_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    model_served = table.Column<string>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    status_class = table.Column<int>(type: "INTEGER", nullable: false),
                    duration_0 = table.Column<long>(type: "INTEGER", nullable: false),
                    duration_1 = table.Column<long>(type: "INTEGER", nullable: false),
                    duration_2 = table.Column<long>(type: "INTEGER", nullable: false),
                    duration_3 = table.Column<long>(type: "INTEGER", nullable: false),
                    duration_4 = table.Column<long>(type: "INTEGER", nullable: false),
                    duration_5 = table.Column<long>(type: "INTEGER", nullable: false),
                    duration_6 = table.Column<long>(type: "INTEGER", nullable: false),
                    duration_7 = table.Column<long>(type: "INTEGER", nullable: false),
                    cache_read = table.Column<long>(type: "INTEGER", nullable: false),
                    cache_write_1h = table.Column<long>(type: "INTEGER", nullable: false),
                    cache_write_5m = table.Column<long>(type: "INTEGER", nullable: false),
                    input_uncached = table.Column<long>(type: "INTEGER", nullable: false),
                    output_reasoning = table.Column<long>(type: "INTEGER", nullable: false),
                    output_text = table.Column<long>(type: "INTEGER", nullable: false),
                    ttft_0 = table.Column<long>(type: "INTEGER", nullable: false),
                    ttft_1 = table.Column<long>(type: "INTEGER", nullable: false),
                    ttft_2 = table.Column<long>(type: "INTEGER", nullable: false),
                    ttft_3 = table.Column<long>(type: "INTEGER", nullable: false),
                    ttft_4 = table.Column<long>(type: "INTEGER", nullable: false),
                    ttft_5 = table.Column<long>(type: "INTEGER", nullable: false),
                    ttft_6 = table.Column<long>(type: "INTEGER", nullable: false),
                    ttft_7 = table.Column<long>(type: "INTEGER", nullable: false),
                    requests = table.Column<long>(type: "INTEGER", nullable: false),
                    cost_nano = table.Column<long>(type: "INTEGER", nullable: false),
                    baseline_cost_nano = table.Column<long>(type: "INTEGER", nullable: false),
                    errors = table.Column<long>(type: "INTEGER", nullable: false)
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
                hour: "at / 3600000000",
                month: "CAST(strftime('%s', at / 1000000, 'unixepoch', 'start of month') AS INTEGER) / 3600");
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

            migrationBuilder.CreateTable(
                name: "usage_rollups",
                columns: table => new
                {
                    tenant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    hour = table.Column<int>(type: "INTEGER", nullable: false),
                    key_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    member_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    model_served = table.Column<string>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    end_user = table.Column<string>(type: "TEXT", nullable: false),
                    session = table.Column<string>(type: "TEXT", nullable: false),
                    baseline_cost_nano = table.Column<long>(type: "INTEGER", nullable: false),
                    cost_nano = table.Column<long>(type: "INTEGER", nullable: false),
                    errors = table.Column<long>(type: "INTEGER", nullable: false),
                    requests = table.Column<long>(type: "INTEGER", nullable: false),
                    cache_read = table.Column<long>(type: "INTEGER", nullable: false),
                    cache_write_1h = table.Column<long>(type: "INTEGER", nullable: false),
                    cache_write_5m = table.Column<long>(type: "INTEGER", nullable: false),
                    input_uncached = table.Column<long>(type: "INTEGER", nullable: false),
                    output_reasoning = table.Column<long>(type: "INTEGER", nullable: false),
                    output_text = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_rollups", x => new { x.tenant_id, x.hour, x.key_id, x.member_id, x.model_served, x.provider, x.end_user, x.session });
                });

            migrationBuilder.CreateIndex(
                name: "IX_usage_rollups_key_id_hour",
                table: "usage_rollups",
                columns: new[] { "key_id", "hour" });

            migrationBuilder.CreateIndex(
                name: "IX_usage_rollups_member_id_hour",
                table: "usage_rollups",
                columns: new[] { "member_id", "hour" });
        }
    }
}
