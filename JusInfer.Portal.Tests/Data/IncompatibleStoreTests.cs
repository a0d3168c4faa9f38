using System.Security.Cryptography;
using JusInfer.Portal.Data;
using JusInfer.Portal.Data.Migrations;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.Data.LastRelease;
using JusInfer.Portal.Tests.Data.Schema;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Data;

/// <summary>Databases that this version cannot use: a sentence for each, and nothing in them changes.</summary>
[Slow]
public sealed class IncompatibleStoreTests(PostgresCluster cluster) : IDisposable
{
    private const string FutureMigration = "20991231000000_Future";

    private static readonly Version Own = typeof(StoreMigration).Assembly.GetName().Version!;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jinf-incompatible-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(false, "CREATE TABLE notes (text text)")]
    [InlineData(true, "CREATE TABLE notes (text text)")]
    [InlineData(false, """CREATE TABLE notes (text text); CREATE TABLE "__EFMigrationsHistory" ("MigrationId" text, "ProductVersion" text)""")]
    [InlineData(true, """CREATE TABLE "__EFMigrationsHistory" ("MigrationId" text, "ProductVersion" text); INSERT INTO "__EFMigrationsHistory" VALUES ('20240101000000_Notes', '8.0')""")]
    public async Task A_database_of_another_program_is_refused(bool isShared, string script)
    {
        var options = await OptionsAsync(isShared);
        await RecordedStore.CreateAsync(options, script, Cancellation);

        (await RefusedAsync(options)).ShouldContain($"has tables that are not those of JusInfer: name an empty database in {(isShared ? "ConnectionStrings:Store" : "Store:Path")}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_from_before_the_first_release_is_refused(bool isShared)
    {
        var options = await StoreAsync(isShared, """DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '20261123%'""");

        (await RefusedAsync(options)).ShouldContain("was created before version 1.0.0 and cannot be updated by this version: start build 36b2016a with it once");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_newer_store_that_does_not_say_which_versions_work_is_refused(bool isShared)
    {
        var options = await StoreAsync(isShared, Applied(FutureMigration));

        (await RefusedAsync(options)).ShouldContain($"was updated by a newer version and does not work with older ones: this is version {Own.ToString(3)}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_newer_store_that_needs_a_newer_version_is_refused(bool isShared)
    {
        var options = await StoreAsync(isShared, Applied(FutureMigration) + MinimumVersion.SqlOf(new Version(Own.Major + 1, 2, 3)));

        (await RefusedAsync(options)).ShouldContain($"needs version {Own.Major + 1}.2.3 or newer: this is version {Own.ToString(3)}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_newer_store_that_works_with_this_version_is_used(bool isShared)
    {
        var options = await StoreAsync(isShared, Applied(FutureMigration) + MinimumVersion.SqlOf(Own));
        await using var node = new StoreNode(options);

        await node.Migration.MigrateAsync(Cancellation);

        await using var context = node.OpenContext();
        (await context.UsageRequests.CountAsync(Cancellation)).ShouldBe(RecordedStore.Calls);
        (await context.Database.GetAppliedMigrationsAsync(Cancellation)).ShouldContain(FutureMigration);
    }

    /// <summary>The history of a store between releases, for a program whose newest migration has got another id since.</summary>
    [Fact]
    public void A_store_between_releases_is_not_taken_for_a_current_one()
    {
        var store = new StoreHistory(["tenants"], ["20270101000000_First", "20270201000000_Draft"], Own);

        store.StateFor(["20270101000000_First", "20270301000000_Release"], Own).ShouldBe(StoreState.BetweenReleases);
        store.StateFor(["20270101000000_First", "20270201000000_Draft"], Own).ShouldBe(StoreState.Current);
        store.StateFor(["20270101000000_First", "20270201000000_Draft", "20270301000000_Next"], Own).ShouldBe(StoreState.Outdated);
    }

    [Fact]
    public async Task Between_releases_there_is_one_migration_which_says_which_versions_work_with_the_store()
    {
        foreach (var isShared in new[] { false, true })
        {
            await using var node = new StoreNode(isShared ? new StoreOptions("Host=none.invalid", "") : await OptionsAsync(isShared: false));
            await using var context = node.OpenContext();
            var script = context.GetService<IMigrator>().GenerateScript(fromMigration: context.Database.GetMigrations().First());

            context.Database.GetMigrations().Count().ShouldBeLessThanOrEqualTo(2);
            if (context.Database.GetMigrations().Count() == 2) script.ShouldContain(MinimumVersion.Table, customMessage: "the migration does not call WriteMinimumVersion");
        }
    }

    private static string Applied(string migration) => $"INSERT INTO \"__EFMigrationsHistory\" VALUES ('{migration}', '10.0.0'); ";

    private async Task<StoreOptions> OptionsAsync(bool isShared)
    {
        if (isShared && !cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        return new StoreOptions(isShared ? await cluster.NewConnectionStringAsync() : null, Path.Combine(folder.FullName, "data"));
    }

    /// <summary>A store with all migrations of this version, which the script makes another one.</summary>
    private async Task<StoreOptions> StoreAsync(bool isShared, string script)
    {
        var options = await OptionsAsync(isShared);
        await RecordedStore.CreateAsync(options, Cancellation);
        await using (var node = new StoreNode(new StoreOptions("Host=none.invalid", "")))
        {
            await using var context = node.OpenContext();
            script = string.Concat(context.Database.GetMigrations().Skip(1).Select(Applied)) + script;
        }

        await RecordedStore.ExecuteAsync(options, script, Cancellation);
        return options;
    }

    /// <summary>Starts with the database, and returns the message with which it is refused.</summary>
    private static async Task<string> RefusedAsync(StoreOptions options)
    {
        var before = await ContentAsync(options);
        await using (var node = new StoreNode(options))
        {
            var refused = await Should.ThrowAsync<IncompatibleStoreException>(() => node.Migration.MigrateAsync(Cancellation));
            (await ContentAsync(options)).ShouldBe(before);
            return refused.Message;
        }
    }

    /// <summary>The bytes of every file, or the schema and the history of a shared database.</summary>
    private static async Task<string> ContentAsync(StoreOptions options)
    {
        if (!options.IsShared)
        {
            return string.Join('\n', Directory.EnumerateFiles(options.Path).Order()
                .Select(static file => $"{file} {(OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file))} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"));
        }

        await using var node = new StoreNode(options);
        var schema = await SchemaDump.ReadAsync(node, options, Cancellation);
        await using var connection = new NpgsqlConnection($"{options.ConnectionString};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var writes = new NpgsqlCommand("SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::text FROM pg_stat_user_tables", connection);
        return $"{schema}{await writes.ExecuteScalarAsync(Cancellation)}";
    }
}
