using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
{
    /// <summary>
    /// Divides the table of calls into one partition per month (UTC) of the time in their ids, which are UUIDv7. EF Core has no partitions in its
    /// model, so this is SQL. The calls are copied in the transaction of the migration: a failure leaves the table as it was.
    /// </summary>
    public partial class UsagePartitions : Migration
    {
        private const string AddIndexes = """
            ALTER TABLE usage_requests ADD CONSTRAINT "PK_usage_requests" PRIMARY KEY (tenant_id, id);
            CREATE INDEX "IX_usage_requests_troubled" ON usage_requests (tenant_id, id) WHERE status >= 400 OR attempts > 1 OR resumed;
            ANALYZE usage_requests;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The indexes of the new table get the names of those of the old one, which is dropped before.
            migrationBuilder.Sql("""
                ALTER TABLE usage_requests RENAME TO usage_requests_unpartitioned;
                CREATE TABLE usage_requests (LIKE usage_requests_unpartitioned INCLUDING DEFAULTS) PARTITION BY RANGE (id);
                """);

            // Partitions for the ids with a time before 2020 or from 2100, of clocks that were not set.
            migrationBuilder.Sql("""
                CREATE TABLE usage_requests_past PARTITION OF usage_requests
                    FOR VALUES FROM (MINVALUE) TO ('016f5e66-e800-0000-0000-000000000000');
                CREATE TABLE usage_requests_future PARTITION OF usage_requests
                    FOR VALUES FROM ('03bb2cc3-d800-0000-0000-000000000000') TO (MAXVALUE);
                """);

            // Partitions for the months that have calls, the present month and the next two. The first 48 bits of an id are milliseconds since 1970.
            migrationBuilder.Sql("""
                DO $$
                DECLARE
                    months timestamp[];
                    bounds uuid[];
                BEGIN
                    FOR months IN
                        SELECT ARRAY[month, month + interval '1 month'] FROM (
                            SELECT date_trunc('month', to_timestamp(milliseconds / 1000.0) AT TIME ZONE 'UTC') FROM usage_requests_unpartitioned,
                                LATERAL (SELECT ('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint) AS times (milliseconds)
                            WHERE id >= '016f5e66-e800-0000-0000-000000000000' AND id < '03bb2cc3-d800-0000-0000-000000000000'
                            UNION
                            SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + n * interval '1 month'
                            FROM generate_series(0, 2) AS n) AS calendar (month)
                        ORDER BY month
                    LOOP
                        SELECT array_agg((lpad(to_hex((extract(epoch FROM month) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid ORDER BY month)
                            INTO bounds FROM unnest(months) AS month;
                        EXECUTE format(
                            'CREATE TABLE %I PARTITION OF usage_requests FOR VALUES FROM (%L) TO (%L)',
                            'usage_requests_' || to_char(months[1], 'YYYY_MM'), bounds[1], bounds[2]);
                    END LOOP;
                END
                $$;
                """);

            migrationBuilder.Sql("INSERT INTO usage_requests SELECT * FROM usage_requests_unpartitioned;");
            migrationBuilder.Sql("DROP TABLE usage_requests_unpartitioned;");
            migrationBuilder.Sql(AddIndexes);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                ALTER TABLE usage_requests RENAME TO usage_requests_partitioned;
                CREATE TABLE usage_requests (LIKE usage_requests_partitioned INCLUDING DEFAULTS);
                INSERT INTO usage_requests SELECT * FROM usage_requests_partitioned;
                DROP TABLE usage_requests_partitioned;
                """);
            migrationBuilder.Sql(AddIndexes);
        }
    }
}
