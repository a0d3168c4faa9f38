using JusInfer.Portal.Data.Postgres;
using JusInfer.Portal.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Data;

/// <summary>If one of these tests fails, the model has changed without a migration: see "Change the schema" in CONTRIBUTING.md.</summary>
public sealed class PendingChangesTests
{
    [Fact]
    public void The_model_has_no_change_without_a_migration_for_sqlite()
    {
        using var context = new SqlitePortalDbContext.DesignTimeFactory().CreateDbContext([]);

        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public void The_model_has_no_change_without_a_migration_for_postgres()
    {
        using var context = new PostgresPortalDbContext.DesignTimeFactory().CreateDbContext([]);

        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }
}
