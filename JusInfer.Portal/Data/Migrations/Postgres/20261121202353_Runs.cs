using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Runs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "key_id",
                table: "runs",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "member_id",
                table: "runs",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "parent",
                table: "runs",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "root",
                table: "runs",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_runs_tenant_id_last_at",
                table: "runs",
                columns: new[] { "tenant_id", "last_at" });

            migrationBuilder.CreateIndex(
                name: "IX_runs_tenant_id_parent",
                table: "runs",
                columns: new[] { "tenant_id", "parent" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_runs_tenant_id_last_at",
                table: "runs");

            migrationBuilder.DropIndex(
                name: "IX_runs_tenant_id_parent",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "key_id",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "member_id",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "parent",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "root",
                table: "runs");
        }
    }
}
