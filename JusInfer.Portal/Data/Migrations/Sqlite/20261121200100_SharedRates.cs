using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SharedRates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "concurrency",
                table: "members",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rpm",
                table: "members",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "tpm",
                table: "members",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "concurrency",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rpm",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "tpm",
                table: "tenants",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "concurrency",
                table: "members");

            migrationBuilder.DropColumn(
                name: "rpm",
                table: "members");

            migrationBuilder.DropColumn(
                name: "tpm",
                table: "members");

            migrationBuilder.DropColumn(
                name: "concurrency",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "rpm",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "tpm",
                table: "tenants");
        }
    }
}
