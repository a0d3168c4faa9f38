using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Data.Sqlite;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Data;

/// <summary>A damaged database ends the start with a sentence that names the file and says what to do.</summary>
public sealed class DamagedSqliteTests : IDisposable
{
    private const int PageBytes = 4_096;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jinf-damaged-");
    private readonly StoreOptions options;

    public DamagedSqliteTests() => options = new StoreOptions(null, folder.FullName);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 100)]
    [InlineData(100, PageBytes)]
    [InlineData(100, int.MaxValue)]
    public async Task A_damaged_file_is_named_with_what_to_do(int from, int to)
    {
        await DamageAsync(from, to);
        await using var node = new StoreNode(options);

        var fault = await Should.ThrowAsync<StoreUnavailableException>(() => node.Migration.MigrateAsync(Cancellation));

        fault.Message.ShouldContain(options.SqliteFile);
        fault.Message.ShouldContain("The file is damaged.");
        fault.Message.ShouldContain("/docs/operations/#back-up");
    }

    /// <summary>The schema is whole, so that the damage is found by what reads its table while the process starts.</summary>
    [Fact]
    [Slow]
    public async Task A_damaged_table_ends_the_process_with_the_same_sentence()
    {
        foreach (var page in await PagesAsync("operators")) await DamageAsync((page - 1) * PageBytes, page * PageBytes);
        await using var process = PortalProcess.Launch(("Store:Path", folder.FullName));

        (await process.WaitForExitAsync()).ShouldBe(69, process.Output);

        process.Output.ShouldContain("The file is damaged.");
        process.Output.ShouldNotContain("Unhandled exception");
    }

    public void Dispose()
    {
        SqlitePool.Close(options.SqliteFile);
        folder.Delete(recursive: true);
    }

    /// <summary>The pages of an empty table with its indexes.</summary>
    private async Task<List<int>> PagesAsync(string table)
    {
        await CreateAsync();
        await using var connection = new SqliteConnection($"Data Source={options.SqliteFile};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new SqliteCommand($"SELECT rootpage FROM sqlite_schema WHERE tbl_name = '{table}'", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var pages = new List<int>();
        while (await reader.ReadAsync(Cancellation)) pages.Add(reader.GetInt32(0));
        return pages;
    }

    private async Task CreateAsync()
    {
        await EmptyStore.MigrateAsync(options);
        SqlitePool.Close(options.SqliteFile);
    }

    /// <summary>Overwrites bytes of the file.</summary>
    private async Task DamageAsync(int from, int to)
    {
        if (!File.Exists(options.SqliteFile)) await CreateAsync();
        await using var file = new FileStream(options.SqliteFile, FileMode.Open, FileAccess.Write);
        file.Position = from;
        await file.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)Math.Min(to, file.Length) - from).ToArray(), Cancellation);
    }
}
