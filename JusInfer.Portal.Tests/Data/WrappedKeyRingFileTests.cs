using System.Text;
using System.Xml.Linq;
using JusInfer.Portal.Data;
using JusInfer.Portal.Data.KeyRing;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Data;

public sealed class WrappedKeyRingFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("jinf-wrapped-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_file_of_the_store_contains_the_master_key_any_more_once_it_was_wrapped()
    {
        var options = new StoreOptions(null, folder);
        // SQLite deletes the write-ahead log with the last connection, and the pool closes idle ones at any time.
        await using var open = new SqliteConnection($"Data Source={Path.Combine(folder, "jusinfer.db")};Pooling=False");
        await using var reading = new SqliteCommand("SELECT count(*) FROM sqlite_schema", open);
        string master;
        await using (var plain = new StoreNode(options))
        {
            await plain.Migration.MigrateAsync(Cancellation);
            await open.OpenAsync(Cancellation);
            await reading.ExecuteScalarAsync(Cancellation);
            plain.Get<IDataProtectionProvider>().CreateProtector("test").Protect("a secret");
            await using var context = plain.OpenContext();
            master = XElement.Parse((await context.DataProtectionKeys.SingleAsync(Cancellation)).Xml).Descendants("masterKey").Single().Element("value")!.Value;
        }

        File.Exists(Path.Combine(folder, "jusinfer.db-wal")).ShouldBeTrue("the log must be read, too");
        Stored().ShouldContain(master);
        await using (var wrapping = new StoreNode(options with { WrappingKeys = new WrappingKeys { Current = WrappingFiles.Key() } }))
            await wrapping.Migration.MigrateAsync(Cancellation);

        Stored().ShouldNotContain(master);
    }

    public void Dispose()
    {
        SqlitePool.Close(Path.Combine(folder, "jusinfer.db"));
        Directory.Delete(folder, recursive: true);
    }

    private string Stored() => string.Concat(Directory.EnumerateFiles(folder).Select(static path =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.Latin1);
        return reader.ReadToEnd();
    }));
}
