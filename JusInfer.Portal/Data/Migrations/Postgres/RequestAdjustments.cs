using System;
using JusInfer.Portal.Data.Postgres;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JusInfer.Portal.Data.Migrations.Postgres
{
    /// <summary>Adds what the gateway changed in a request.</summary>
    [DbContext(typeof(PostgresPortalDbContext))]
    [Migration("20261126035100_RequestAdjustments")]
    internal sealed class RequestAdjustments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "adjusted",
                table: "usage_requests",
                type: "integer",
                nullable: true);
            migrationBuilder.WriteMinimumVersion(new Version(1, 0, 0));
        }
    }
}
