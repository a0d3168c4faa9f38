using JusInfer.Portal.Data.Postgres;
using JusInfer.Portal.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Data;

/// <summary>
/// Where these fail, once for Sqlite and once for Postgres: <c>dotnet tool restore</c>, <c>dotnet ef migrations add NAME --project JusInfer.Portal
/// --context SqlitePortalDbContext --output-dir Data/Migrations/Sqlite</c>.
/// </summary>
public sealed class PendingChangesTests
{
    [Fact]
    public void The_model_has_no_change_without_a_migration_for_sqlite()
    {
        using var context = new SqlitePortalDbContext.AtDesignTime().CreateDbContext([]);

        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public void The_model_has_no_change_without_a_migration_for_postgres()
    {
        using var context = new PostgresPortalDbContext.AtDesignTime().CreateDbContext([]);

        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }
}
