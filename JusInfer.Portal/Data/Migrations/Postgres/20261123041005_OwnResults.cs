using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class OwnResults : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "cache_read_tokens",
                table: "feedback",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "cache_write_tokens",
                table: "feedback",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "domain",
                table: "feedback",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "given_back",
                table: "feedback",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "input_tokens",
                table: "feedback",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "model",
                table: "feedback",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "output_tokens",
                table: "feedback",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "cache_read_tokens",
                table: "feedback");

            migrationBuilder.DropColumn(
                name: "cache_write_tokens",
                table: "feedback");

            migrationBuilder.DropColumn(
                name: "domain",
                table: "feedback");

            migrationBuilder.DropColumn(
                name: "given_back",
                table: "feedback");

            migrationBuilder.DropColumn(
                name: "input_tokens",
                table: "feedback");

            migrationBuilder.DropColumn(
                name: "model",
                table: "feedback");

            migrationBuilder.DropColumn(
                name: "output_tokens",
                table: "feedback");
        }
    }
}
