using JusInfer.Portal.Data;
using JusInfer.Portal.Data.Sqlite;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Hosts;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Data;

/// <summary>
/// Two servers on one SQLite file do not know of each other: a key that was revoked on one stayed valid on the other, which could not write
/// meanwhile. akitaonrails/ai-memory#563, mksglu/context-mode#560.
/// </summary>
[Slow]
public sealed class SqliteFileLockTests : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jinf-lock-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private StoreOptions Store => new(null, Path.Combine(folder.FullName, "data"));

    private (string, string)[] Settings => [("Store:Path", Store.Path)];

    [Fact]
    public async Task A_second_server_on_the_same_file_does_not_start_and_says_so_in_one_sentence()
    {
        await using var first = PortalProcess.Launch(Settings);
        using var http = new HttpClient { BaseAddress = await first.ListeningAsync() };
        var team = await PortalTeam.SignUpAsync(http);

        await using var second = PortalProcess.Launch(Settings);
        (await second.WaitForExitAsync()).ShouldBe(69);

        second.Output.ShouldContain(
            $"The SQLite file '{Store.SqliteFile}' cannot be used: another JusInfer server is using it. Stop that server, or give");
        second.Output.ShouldNotContain("JusInfer is running");
        second.Output.ShouldNotContain("   at ");
        (await team.Api.PostAsync("/v1/keys", new { name = "later" })).ShouldBe(201);
    }

    [Fact]
    public async Task A_command_runs_beside_the_server()
    {
        await using var server = PortalProcess.Launch(Settings);
        using var http = new HttpClient { BaseAddress = await server.ListeningAsync() };
        await PortalTeam.SignUpAsync(http);

        await using var command = PortalProcess.LaunchWith(["audit", "verify"], Settings);

        (await command.WaitForExitAsync()).ShouldBe(0, command.Output);
    }

    [Fact]
    public async Task A_killed_server_leaves_no_lock()
    {
        await using (var killed = PortalProcess.Launch(Settings))
        {
            await killed.ListeningAsync();
            await killed.KillAsync();
        }

        await using var next = PortalProcess.Launch(Settings);

        await next.ListeningAsync();
    }

    [Fact]
    public async Task A_start_waits_for_a_server_that_is_about_to_end()
    {
        var time = new ManualTime();
        var ending = await SqliteFileLock.TakeAsync(Store, time, Cancellation);
        var starting = SqliteFileLock.TakeAsync(Store, time, Cancellation);
        starting.IsCompleted.ShouldBeFalse();

        ending.Dispose();
        await Eventually.EndedAsync(starting, () => time.Advance(TimeSpan.FromMilliseconds(100)));

        (await starting).Dispose();
    }

    [Fact]
    public async Task A_start_waits_five_seconds_at_most()
    {
        var time = new ManualTime();
        using var running = await SqliteFileLock.TakeAsync(Store, time, Cancellation);
        var began = time.GetUtcNow();
        var starting = SqliteFileLock.TakeAsync(Store, time, Cancellation);

        await Eventually.EndedAsync(starting, () => time.Advance(TimeSpan.FromMilliseconds(100)));

        await starting.ShouldThrowAsync<StoreUnavailableException>();
        (time.GetUtcNow() - began).ShouldBeGreaterThanOrEqualTo(MaxWait);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_created_is_named()
    {
        await File.WriteAllTextAsync(Store.Path, "", Cancellation);

        var fault = await Should.ThrowAsync<StoreUnavailableException>(
            () => SqliteFileLock.TakeAsync(Store, TimeProvider.System, Cancellation));

        fault.Message.ShouldContain("Set Store:Path");
    }

    /// <summary>SQLite's log is beside the file itself (ncruces/go-sqlite3#276, thedotmack/claude-mem#3179).</summary>
    [Fact]
    public async Task A_file_behind_a_symbolic_link_has_one_server_and_its_lock_beside_it()
    {
        var volume = Directory.CreateDirectory(Path.Combine(folder.FullName, "volume"));
        Directory.CreateDirectory(Store.Path);
        var file = Path.Combine(volume.FullName, "jusinfer.db");
        File.CreateSymbolicLink(Path.Combine(Store.Path, "jusinfer.db"), Path.Combine("..", "volume", "jusinfer.db"));

        Store.SqliteFile.ShouldBe(file);
        using var first = await SqliteFileLock.TakeAsync(Store, TimeProvider.System, Cancellation);
        var time = new ManualTime();
        var second = SqliteFileLock.TakeAsync(new StoreOptions(null, volume.FullName), time, Cancellation);
        await Eventually.EndedAsync(second, () => time.Advance(TimeSpan.FromMilliseconds(100)));

        await second.ShouldThrowAsync<StoreUnavailableException>();
        File.Exists($"{file}-lock").ShouldBeTrue();
    }

    /// <summary>A restore by root leaves files of root (benbjohnson/litestream#630).</summary>
    [Fact]
    public void Files_of_another_user_are_named_with_the_command_that_mends_it()
    {
        Directory.CreateDirectory(Store.Path);
        File.WriteAllText(Store.SqliteFile, "");

        var denied = new UnauthorizedAccessException($"Access to the path '{Store.SqliteFile}' is denied.");

        var fault = new StoreUnavailableException(Store, denied);

        fault.Message.ShouldContain($"chown {Environment.UserName} {Store.SqliteFile}*");
        fault.Message.ShouldNotContain("Set Store:Path");
    }

    public void Dispose() => folder.Delete(recursive: true);
}
