using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class MigrationContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task An_empty_database_becomes_the_model_of_this_version()
    {
        await using var context = Node.OpenContext();

        (await context.Database.GetPendingMigrationsAsync(Cancellation)).ShouldBeEmpty();
        foreach (var table in context.Model.GetEntityTypes().Where(type => !type.IsMappedToJson()).Select(type => type.GetTableName()))
        {
#pragma warning disable EF1002 // the name is the model's own
            var count = context.Database.SqlQueryRaw<long>($"SELECT count(*) AS \"Value\" FROM {table}");
            (await count.SingleAsync(Cancellation)).ShouldBeGreaterThanOrEqualTo(0);
#pragma warning restore EF1002
        }
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        var team = await AddTeamAsync();

        await Node.Migration.MigrateAsync(Cancellation);

        (await Node.Tenancy.FindTenantAsync(team.TenantId, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Every_name_in_the_database_is_snake_case()
    {
        await using var context = Node.OpenContext();
        var types = context.Model.GetEntityTypes().Where(type => !type.IsMappedToJson()).ToList();

        var columns = types.SelectMany(type => type.GetProperties()).Select(property => property.GetColumnName());

        types.Select(type => type.GetTableName()!).Concat(columns).ShouldAllBe(name => name.All(letter => letter == '_' || char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)));
    }
}

public sealed class MigrationOnSqlite(SqliteStore store) : MigrationContract(store), IClassFixture<SqliteStore>;

public sealed class MigrationOnPostgres(PostgresStore store) : MigrationContract(store), IClassFixture<PostgresStore>;
