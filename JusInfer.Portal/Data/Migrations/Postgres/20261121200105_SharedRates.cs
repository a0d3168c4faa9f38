using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
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
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rpm",
                table: "members",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "tpm",
                table: "members",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "concurrency",
                table: "tenants",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rpm",
                table: "tenants",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "tpm",
                table: "tenants",
                type: "integer",
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
