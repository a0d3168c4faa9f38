using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.Data.Sqlite;

namespace JusInfer.Portal.Tests.Data;

public sealed class StoreStartTests : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly string folder = Directory.CreateTempSubdirectory("jinf-start-").FullName;

    [Fact]
    public async Task An_error_names_the_folder_that_cannot_be_created_and_its_setting()
    {
        var file = Path.Combine(folder, "a-file");
        await File.WriteAllTextAsync(file, "", Cancellation);

        var fault = await MigrateAsync(new StoreOptions(null, Path.Combine(file, "below")));

        fault.Message.ShouldContain(file);
        fault.Message.ShouldContain("Store__Path");
    }

    [Fact]
    public async Task An_error_names_the_file_that_is_not_a_database()
    {
        var options = new StoreOptions(null, folder);
        await File.WriteAllTextAsync(options.SqliteFile, new string('x', 4096), Cancellation);

        (await MigrateAsync(options)).Message.ShouldContain(options.SqliteFile);
    }

    [Fact]
    public async Task An_error_names_the_unreachable_server_without_its_password()
    {
        var fault = await MigrateAsync(new StoreOptions($"Host={folder};Database=missing;Username=someone;Password=planted", ""));

        fault.ToString().ShouldNotContain("planted");
        fault.Message.ShouldContain("'missing'");
        fault.Message.ShouldContain("ConnectionStrings__Store");
    }

    [Fact]
    public async Task A_store_starts_after_its_migration_was_killed()
    {
        var options = new StoreOptions(null, folder);
        await using (var killed = new StoreNode(options))
        {
            await killed.Migration.MigrateAsync(Cancellation);
        }

        await using (var file = new SqliteConnection($"Data Source={options.SqliteFile}"))
        {
            await file.OpenAsync(Cancellation);
            await using var command = file.CreateCommand();
            command.CommandText = """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-20');
                """;
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await using var next = new StoreNode(options);
        await next.Migration.MigrateAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        (await next.SigningKeys.ListAsync(Cancellation)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Host=localhost;Database=jusinfer", null)]
    [InlineData(null, null)]
    [InlineData("Database=jusinfer", "ConnectionStrings:Store has no Host")]
    [InlineData("postgres://someone:planted@localhost/jusinfer", "ConnectionStrings:Store is not a PostgreSQL connection string")]
    [InlineData("Host=localhost;Prot=5432", "ConnectionStrings:Store is not a PostgreSQL connection string")]
    public void An_invalid_connection_string_is_explained_without_being_quoted(string? connectionString, string? start)
    {
        var fault = new StoreOptions(connectionString, folder).FindFault();

        if (start is null) fault.ShouldBeNull();
        else fault.ShouldNotBeNull().ShouldStartWith(start);
        fault?.ShouldNotContain("planted");
    }

    public void Dispose()
    {
        SqlitePool.Close(new StoreOptions(null, folder).SqliteFile);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<StoreUnavailableException> MigrateAsync(StoreOptions options)
    {
        await using var node = new StoreNode(options);
        return await Should.ThrowAsync<StoreUnavailableException>(() => node.Migration.MigrateAsync(Cancellation));
    }
}
