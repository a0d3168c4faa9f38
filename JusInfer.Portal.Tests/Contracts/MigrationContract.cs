using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class MigrationContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task An_empty_database_becomes_the_model_of_this_version()
    {
        await using var context = Node.OpenContext();

        (await context.Database.GetPendingMigrationsAsync(Cancellation)).ShouldBeEmpty();
        context.Database.HasPendingModelChanges().ShouldBeFalse();
        foreach (var table in context.Model.GetRelationalModel().Tables)
            (await ColumnsAsync(context, table.Name)).ShouldBe(table.Columns.Select(static column => column.Name), ignoreOrder: true, table.Name);
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        var team = await AddTeamAsync();

        await Node.Migration.MigrateAsync(Cancellation);

        (await Node.Tenancy.FindTeamAsync(team.TeamId, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Every_name_in_the_database_is_snake_case()
    {
        await using var context = Node.OpenContext();
        var types = context.Model.GetEntityTypes().Where(type => !type.IsMappedToJson()).ToList();

        var columns = types.SelectMany(type => type.GetProperties()).Select(property => property.GetColumnName());

        types.Select(type => type.GetTableName()!).Concat(columns).ShouldAllBe(name => name.All(character => character == '_' || char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character)));
    }

    private static async Task<IReadOnlyList<string>> ColumnsAsync(DbContext context, string table)
    {
        await context.Database.OpenConnectionAsync(Cancellation);
        await using var command = context.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // the name is from the model
        command.CommandText = $"SELECT * FROM {table} WHERE 1 = 0";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }
}

public sealed class MigrationOnSqlite(SqliteStore store) : MigrationContract(store), IClassFixture<SqliteStore>;

public sealed class MigrationOnPostgres(PostgresStore store) : MigrationContract(store), IClassFixture<PostgresStore>;
