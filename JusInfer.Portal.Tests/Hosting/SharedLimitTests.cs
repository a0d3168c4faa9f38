using System.Diagnostics;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Three nodes that share nothing but a PostgreSQL database use only what they have leased of their limits.</summary>
[Slow]
public sealed class SharedLimitTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Model = "test/model";

    /// <summary>100 tokens, as the provider counts them too.</summary>
    private static readonly string Prompt = new('x', 394);

    /// <summary>20 tokens.</summary>
    private static readonly string Answer = new('y', 80);

    /// <summary>60 uncached and 40 cached tokens and 20 tokens of output at the prices of the model.</summary>
    private const decimal Cost = 0.000492m;

    private readonly List<PortalHost> nodes = [];
    private ScriptedUpstream upstream = null!;
    private TestCatalog catalog = null!;
    private (string, string) store;

    public async ValueTask InitializeAsync()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        upstream = await ScriptedUpstream.StartAsync();
        catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"], input: 3, cacheRead: 0.3m, output: 15);
        store = ("ConnectionStrings:Store", await cluster.NewDatabaseAsync());
        for (var i = 0; i < 3; i++) nodes.Add(await PortalHost.StartAsync(catalog, store));

        // A store that is slow on a busy machine counts as one that is down, for which each node applies the limits to its own calls.
        foreach (var node in nodes) node.Services.GetRequiredService<RateExchange>().MaxWait = TimeSpan.FromMinutes(1);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        if (upstream is not null) await upstream.DisposeAsync();
    }

    [Theory]
    [Trait("Promise", "P-10")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_hundred_concurrent_calls_on_three_nodes_never_exceed_a_cap_that_pays_for_fifty(bool stream)
    {
        var team = await nodes[0].SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 50 * Cost });
        upstream.Always(stream ? Replies.Sse(ChatSse.Role() + ChatSse.Text(Answer) + ChatSse.Finish() + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done)
            : Replies.Json(ChatSse.Completion(Answer, ChatSse.OpenAiUsage)));
        var body = stream ? Caller.Streaming(Model, Prompt, ",\"max_tokens\":20") : Caller.Asking(Model, Prompt, ",\"max_tokens\":20");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(number => caller.At(nodes[number % 3].Http).AskSlowStoreAsync(body)));

        var served = answers.Where(static answer => answer.Status == 200).ToArray();
        foreach (var rejected in answers.Except(served)) rejected.ShouldBe(402, "CAP_REACHED");
        var records = await team.RecordsAsync(caller, served.Length);
        records.Length.ShouldBe(served.Length);
        records.Sum(static record => record.GetProperty("cost_usd").GetDecimal()).ShouldBeInRange(40 * Cost, 50 * Cost);
        served.Length.ShouldBeGreaterThanOrEqualTo(40);
    }

    [Fact]
    public async Task A_long_stream_below_its_limit_is_not_cut_because_its_node_has_leased_too_little()
    {
        var team = await nodes[0].SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 2 });
        var chunk = ChatSse.Text(new string('y', 400));
        upstream.Always(Replies.Sse(ChatSse.Role() + string.Concat(Enumerable.Repeat(chunk, 300)) + ChatSse.Finish() + ChatSse.Done));

        var answer = await caller.At(nodes[1].Http).AskAsync(Caller.Streaming(Model));

        answer.IsDone.ShouldBeTrue();
        answer.StreamedText.Length.ShouldBe(120_000);
    }

    [Fact]
    public async Task What_one_node_has_leased_without_using_it_another_node_gets_at_once()
    {
        var team = await nodes[0].SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 4 * Cost });
        upstream.Always(Replies.Json(ChatSse.Completion(Answer, ChatSse.OpenAiUsage)));
        var body = Caller.Asking(Model, Prompt, ",\"max_tokens\":20");

        (await caller.At(nodes[0].Http).AskAsync(body)).ShouldBe(200);
        (await caller.At(nodes[1].Http).AskAsync(body)).ShouldBe(200);
        (await caller.At(nodes[2].Http).AskAsync(body)).ShouldBe(200);
    }

    [Fact]
    [Trait("Promise", "P-11")]
    public async Task A_thousand_requests_on_three_nodes_get_the_rate_of_one_key()
    {
        var team = await nodes[0].SignUpAsync();
        var caller = await team.MintAsync(new { name = "limited", rpm = 100 });
        upstream.Always(Replies.Json(ChatSse.Completion(Answer, ChatSse.OpenAiUsage)));
        var body = Caller.Asking(Model, Prompt, ",\"max_tokens\":20");
        var startedAt = Stopwatch.GetTimestamp();

        var answers = new List<GatewayAnswer>();
        foreach (var batch in Enumerable.Range(0, 1_000).Chunk(60))
            answers.AddRange(await Task.WhenAll(batch.Select(number => caller.At(nodes[number % 3].Http).AskSlowStoreAsync(body))));

        var restored = (int)(Stopwatch.GetElapsedTime(startedAt).TotalMinutes * 100) + 1;
        var served = answers.Count(static answer => answer.Status == 200);
        foreach (var rejected in answers.Where(static answer => answer.Status != 200)) rejected.ShouldBe(429, "RATE_LIMIT");
        served.ShouldBeInRange(95, 100 + restored);
    }

    [Fact]
    [Trait("Promise", "P-11")]
    public async Task Calls_on_three_nodes_share_the_concurrency_of_their_key_and_slots_move_to_the_node_that_needs_them()
    {
        var team = await nodes[0].SignUpAsync();
        var caller = await team.MintAsync(new { name = "limited", concurrency = 4 });
        using var release = new SemaphoreSlim(0);
        var (running, most) = (0, 0);
        upstream.Always(async (context, cancellationToken) =>
        {
            var now = Interlocked.Increment(ref running);
            lock (release) most = Math.Max(most, now);
            await release.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref running);
            await Replies.Json(ChatSse.Completion(Answer, ChatSse.OpenAiUsage))(context, cancellationToken);
        });
        var body = Caller.Asking(Model, Prompt, ",\"max_tokens\":20");

        var first = Enumerable.Range(0, 30).Select(number => caller.At(nodes[number % 3].Http).AskSlowStoreAsync(body)).ToArray();
        await Eventually.TrueAsync(() => first.Count(static call => call.IsCompleted) == 26 && Volatile.Read(ref running) == 4);
        release.Release(4);
        var answers = await Task.WhenAll(first);

        most.ShouldBe(4);
        answers.Count(static answer => answer.Status == 200).ShouldBe(4);
        foreach (var rejected in answers.Where(static answer => answer.Status != 200)) rejected.ShouldBe(429, "RATE_LIMIT");
        var second = Enumerable.Range(0, 4).Select(_ => caller.At(nodes[2].Http).AskAsync(body)).ToArray();
        await Eventually.TrueAsync(() => Volatile.Read(ref running) == 4);
        release.Release(4);
        foreach (var answer in await Task.WhenAll(second)) answer.ShouldBe(200);
    }

    [Fact]
    public async Task A_node_that_stops_returns_its_leases()
    {
        var team = await nodes[0].SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 4 * Cost });
        upstream.Always(Replies.Json(ChatSse.Completion(Answer, ChatSse.OpenAiUsage)));
        (await caller.At(nodes[2].Http).AskAsync(Caller.Asking(Model, Prompt, ",\"max_tokens\":20"))).ShouldBe(200);
        var stopped = nodes[2].Services.GetRequiredService<LeaseNode>().Id;
        (await CountAsync(stopped)).ShouldBeGreaterThan(0);

        await nodes[2].DisposeAsync();
        nodes.RemoveAt(2);

        (await CountAsync(stopped)).ShouldBe(0);
    }

    [Fact]
    public async Task A_process_ends_the_leases_of_the_one_that_was_killed_with_its_journal()
    {
        var journal = Directory.CreateTempSubdirectory("jusinfer-journal-");
        var killed = LeaseNode.New();
        await File.WriteAllTextAsync(Path.Combine(journal.FullName, $"{killed.Id:N}.process"), "", TestContext.Current.CancellationToken);
        var wallet = AllowanceId.OfWallet(TeamId.New(DateTimeOffset.UnixEpoch));
        await nodes[0].Services.GetRequiredService<ILeaseStore>().OpenAsync(wallet, killed, TestContext.Current.CancellationToken);

        await using (await PortalHost.StartAsync(catalog, store, ("Journal:Path", journal.FullName)))
        {
            (await CountAsync(killed.Id)).ShouldBe(0);
        }

        journal.GetFiles().ShouldBeEmpty();
        journal.Delete();
    }

    private async Task<int> CountAsync(Guid node)
    {
        var contexts = nodes[0].Services.GetRequiredService<IDbContextFactory<PortalDbContext>>();
        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await context.Leases.CountAsync(row => row.Node == node, TestContext.Current.CancellationToken);
    }
}
