using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SessionStates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "session_states",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_session_states", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_session_states_expires_at",
                table: "session_states",
                column: "expires_at");

            // Written up to once per second for each session in use; losing it in a crash begins each session anew.
            migrationBuilder.Sql("ALTER TABLE session_states SET UNLOGGED");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "session_states");
        }
    }
}
