using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AccountProtection : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "second_factor_at",
                table: "sessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "invitation_id",
                table: "mails",
                type: "BLOB",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "address_salt",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    salt = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_address_salt", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "credited_addresses",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credited_addresses", x => x.hash);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "address_salt");

            migrationBuilder.DropTable(
                name: "credited_addresses");

            migrationBuilder.DropColumn(
                name: "second_factor_at",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "invitation_id",
                table: "mails");
        }
    }
}
