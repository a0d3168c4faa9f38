using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Two nodes on one PostgreSQL database, of which one has a wrong clock.</summary>
[Slow]
public sealed class WrongClockTests(PostgresCluster cluster)
{
    private const string Model = "test/model";

    /// <summary>60 uncached and 40 cached tokens and 20 tokens of output at the prices of the model.</summary>
    private const decimal Cost = 0.000492m;

    /// <summary>In another month, and so in another window of a monthly cap.</summary>
    [Theory]
    [Trait("Promise", "P-10")]
    [InlineData(40)]
    [InlineData(-40)]
    public async Task A_node_with_a_wrong_clock_spends_from_the_same_cap_and_records_the_time_of_the_database(int days)
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion(new string('y', 80), ChatSse.OpenAiUsage)));
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl)
            .Model(Model, ["alpha:model"], input: 3, cacheRead: 0.3m, output: 15);
        var store = ("ConnectionStrings:Store", await cluster.NewDatabaseAsync());
        await using var right = await PortalHost.StartAsync(catalog, store);
        await using var wrong = await PortalHost.StartAsync(catalog, services => services.AddKeyedSingleton<TimeProvider>(
            MachineTimeAttribute.Key, new ShiftedTime { By = TimeSpan.FromDays(days) }), store);
        var team = await right.SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 10 * Cost });
        var body = Caller.Asking(Model, new string('x', 394), ",\"max_tokens\":20");

        var served = 0;
        foreach (var node in Enumerable.Repeat(new[] { right, wrong }, 15).SelectMany(static pair => pair))
            if ((await caller.At(node.Http).AskSlowStoreAsync(body)).Status == 200) served++;

        served.ShouldBeInRange(8, 10);
        var records = await team.RecordsAsync(caller, served);
        records.Sum(static record => record.GetProperty("cost_usd").GetDecimal()).ShouldBe(served * Cost);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var at in records.Select(static record => record.GetProperty("at").GetDateTimeOffset()))
            (at - now).Duration().ShouldBeLessThan(TimeSpan.FromHours(1));
    }
}
