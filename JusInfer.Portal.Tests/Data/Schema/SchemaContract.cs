using JusInfer.Portal.Tests.Contracts;

namespace JusInfer.Portal.Tests.Data.Schema;

/// <summary>
/// A new store has the schema of a store that has been updated since the first release. The recorded schema changes only together with a migration: run
/// these tests with <c>JUSINFER_WRITE_SCHEMA=1</c>.
/// </summary>
public abstract class SchemaContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task A_new_store_has_the_recorded_schema()
    {
        var schema = await SchemaDump.ReadAsync(Node, Store.Options, Cancellation);

        if (Environment.GetEnvironmentVariable("JUSINFER_WRITE_SCHEMA") == "1") await File.WriteAllTextAsync(SchemaDump.FileFor(Store.Options), schema, Cancellation);
        schema.Split('\n').ShouldBe((await SchemaDump.RecordedAsync(Store.Options, Cancellation)).Split('\n'));
    }
}

public sealed class SchemaOnSqlite(SqliteStore store) : SchemaContract(store), IClassFixture<SqliteStore>;

public sealed class SchemaOnPostgres(PostgresStore store) : SchemaContract(store), IClassFixture<PostgresStore>;
