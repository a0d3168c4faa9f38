using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Primitives.Files;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JusInfer.Portal.Tests.Cluster.Takeover;

/// <summary>
/// A node that starts on the journal folder of another process, or on a copy of it. superfly/litefs#361 and cockroachdb/cockroach#29524: a
/// copied data folder made two nodes the same one.
/// </summary>
public sealed class FormerProcessesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-former-");
    private readonly ManualTime time = new();
    private readonly LeaseNode former = LeaseNode.New();
    private readonly INodeStore store = Substitute.For<INodeStore>();
    private DateTimeOffset seenAt;
    private bool isEnded;

    public FormerProcessesTests()
    {
        WriteFile("");
        seenAt = time.GetUtcNow();
    }

    private string FilePath => Path.Combine(folder.FullName, $"{former.Id:N}.process");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("another", "/journal")]
    [InlineData("host", "/another")]
    public async Task A_folder_of_a_process_elsewhere_is_used_when_it_has_been_silent_for_a_minute(string host, string journal)
    {
        var startedAt = time.GetTimestamp();

        await WaitAsync(host, journal);

        time.GetElapsedTime(startedAt).ShouldBeInRange(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(62));
    }

    [Fact]
    public async Task A_copy_of_the_folder_of_a_running_process_is_refused_with_a_sentence()
    {
        var waiting = WaitAsync("host", "/another", () =>
        {
            if (time.GetUtcNow() - seenAt >= TimeSpan.FromSeconds(10)) seenAt = time.GetUtcNow();
        });

        var error = await Should.ThrowAsync<CopiedJournalException>(waiting);

        error.Message.ShouldContain("The journal folder '/journal' on host is a copy of '/another' on host, whose process is running");
        error.Message.ShouldContain("Give each node a folder of its own");
    }

    /// <summary>docker-archive/classicswarm#1472: machines that were cloned had the same identity.</summary>
    [Fact]
    public async Task A_copy_with_the_same_path_on_a_machine_with_the_same_name_is_refused()
    {
        WriteFile("the identity of another file");
        var waiting = WaitAsync("host", "/journal", () => seenAt = time.GetUtcNow());

        await Should.ThrowAsync<CopiedJournalException>(waiting);
    }

    [Theory]
    [InlineData("host", "/journal")]
    [InlineData("another", "/journal")] // a container that is made anew
    public async Task A_process_that_starts_again_on_its_own_folder_does_not_wait(string host, string journal)
    {
        WriteFile(host == "host" ? "" : FileIdentity.Read(FilePath) ?? "");
        var startedAt = time.GetTimestamp();

        await WaitAsync(host, journal);

        time.GetElapsedTime(startedAt).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_process_that_reported_while_the_clock_of_the_database_was_ahead_is_watched_for_a_minute()
    {
        seenAt = time.GetUtcNow().AddDays(365);
        var startedAt = time.GetTimestamp();

        await WaitAsync("host", "/another");

        time.GetElapsedTime(startedAt).ShouldBeInRange(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(62));
    }

    [Fact]
    public async Task A_process_that_was_taken_over_is_not_waited_for()
    {
        isEnded = true;
        var startedAt = time.GetTimestamp();

        await WaitAsync("host", "/another");

        time.GetElapsedTime(startedAt).ShouldBe(TimeSpan.Zero);
    }

    private void WriteFile(string identity) => File.WriteAllText(FilePath, identity);

    /// <summary>Starts a process on host with the folder /journal, and advances the clock whenever it waits.</summary>
    private async Task WaitAsync(string host, string journal, Action? step = null)
    {
        store.ListAsync(Arg.Any<CancellationToken>()).Returns(_ => new NodeList(time.GetUtcNow(), [State(host, journal)]));
        var options = new JournalOptions { Path = folder.FullName };
        using var usage = new UsageJournal(options, time);
        using var owners = new JournalOwners(options, usage);
        var self = Describe(LeaseNode.New(), "host", "/journal");
        var processes = new FormerProcesses(self, store, owners, time, NullLogger<FormerProcesses>.Instance);
        var waiting = processes.WaitForSilenceAsync(Cancellation);
        await Eventually.EndedAsync(waiting, () =>
        {
            step?.Invoke();
            if (time.IsAwaited) time.Advance(TimeSpan.FromSeconds(1));
        });
        await waiting;
    }

    private NodeState State(string host, string journal) => new()
    {
        Description = Describe(former, host, journal),
        StartedAt = seenAt,
        SeenAt = seenAt,
        ClockOffset = TimeSpan.Zero,
        IsEnded = isEnded,
        Leased = NanoUsd.Zero,
        OpenCalls = 0,
    };

    private static NodeDescription Describe(LeaseNode node, string host, string journal) =>
        new() { Node = node, Host = host, Journal = journal, Release = "1", Catalog = "1", CopiesIntents = false };
}
