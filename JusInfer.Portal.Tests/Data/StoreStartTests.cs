using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.Contracts;
using Microsoft.Data.Sqlite;

namespace JusInfer.Portal.Tests.Data;

public sealed class StoreStartTests : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly string folder = Directory.CreateTempSubdirectory("jinf-start-").FullName;

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_with_its_setting()
    {
        var file = Path.Combine(folder, "a-file");
        await File.WriteAllTextAsync(file, "", Cancellation);

        var fault = await MigrateAsync(new StoreOptions(null, Path.Combine(file, "below")));

        fault.Message.ShouldContain(file);
        fault.Message.ShouldContain("Store__Path");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_with_its_setting()
    {
        var options = new StoreOptions(null, folder);
        await File.WriteAllTextAsync(options.SqliteFile, new string('x', 4096), Cancellation);

        (await MigrateAsync(options)).Message.ShouldContain(options.SqliteFile);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_without_its_password()
    {
        var fault = await MigrateAsync(new StoreOptions($"Host={folder};Database=missing;Username=someone;Password=planted", ""));

        fault.ToString().ShouldNotContain("planted");
        fault.Message.ShouldContain("'missing'");
        fault.Message.ShouldContain("ConnectionStrings__Store");
    }

    [Fact]
    public async Task A_store_whose_migration_was_killed_starts_again()
    {
        var options = new StoreOptions(null, folder);
        await using (var killed = new StoreNode(options))
        {
            await killed.Migration.MigrateAsync(Cancellation);
        }

        await using (var file = new SqliteConnection($"Data Source={options.SqliteFile}"))
        {
            await file.OpenAsync(Cancellation);
            await using var leave = file.CreateCommand();
            leave.CommandText = """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-20');
                """;
            await leave.ExecuteNonQueryAsync(Cancellation);
        }

        await using var next = new StoreNode(options);
        await next.Migration.MigrateAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        (await next.SigningKeys.ListAsync(Cancellation)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Host=localhost;Database=jusinfer", null)]
    [InlineData(null, null)]
    [InlineData("Database=jusinfer", "ConnectionStrings:Store names no Host")]
    [InlineData("postgres://someone:planted@localhost/jusinfer", "ConnectionStrings:Store is no PostgreSQL connection string")]
    [InlineData("Host=localhost;Prot=5432", "ConnectionStrings:Store is no PostgreSQL connection string")]
    public void A_connection_string_that_cannot_work_is_explained_without_being_quoted(string? connectionString, string? start)
    {
        var fault = new StoreOptions(connectionString, folder).FindFault();

        if (start is null) fault.ShouldBeNull();
        else fault.ShouldNotBeNull().ShouldStartWith(start);
        fault?.ShouldNotContain("planted");
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<StoreUnavailableException> MigrateAsync(StoreOptions options)
    {
        await using var node = new StoreNode(options);
        return await Should.ThrowAsync<StoreUnavailableException>(() => node.Migration.MigrateAsync(Cancellation));
    }
}
