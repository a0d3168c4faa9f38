using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class StoredResponses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "stored_responses",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    response = table.Column<byte[]>(type: "bytea", nullable: false),
                    input = table.Column<byte[]>(type: "bytea", nullable: false),
                    tokens = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_stored_responses", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "FK_stored_responses_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "stored_response_items",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    item_id = table.Column<string>(type: "text", nullable: false),
                    response_id = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_stored_response_items", x => new { x.tenant_id, x.item_id });
                    table.ForeignKey(
                        name: "FK_stored_response_items_stored_responses_tenant_id_response_id",
                        columns: x => new { x.tenant_id, x.response_id },
                        principalTable: "stored_responses",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_stored_response_items_tenant_id_response_id",
                table: "stored_response_items",
                columns: new[] { "tenant_id", "response_id" });

            migrationBuilder.CreateIndex(
                name: "IX_stored_responses_created_at",
                table: "stored_responses",
                column: "created_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "stored_response_items");

            migrationBuilder.DropTable(
                name: "stored_responses");
        }
    }
}
