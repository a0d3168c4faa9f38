using System.Diagnostics;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Two whole nodes on one PostgreSQL database: what is done at one holds at the other.</summary>
public sealed class SharedStoreTests(PostgresCluster cluster) : IAsyncLifetime
{
    private ScriptedUpstream upstream = null!;
    private PortalHost here = null!;
    private PortalHost there = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        var store = ("ConnectionStrings:Store", await cluster.NewConnectionStringAsync());
        here = await PortalHost.StartAsync(catalog, store);
        there = await PortalHost.StartAsync(catalog, store);
    }

    public async ValueTask DisposeAsync()
    {
        await there.DisposeAsync();
        await here.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_key_works_at_both_nodes_and_its_calls_are_seen_at_both()
    {
        var team = await PortalTeam.SignUpAsync(here.Http);
        var caller = await team.MintAsync();

        var answer = await caller.At(there.Http).AskAsync(Caller.Asking("test/model"));

        answer.ShouldBe(200);
        (await team.ReceiptAsync(answer.RequestId)).GetProperty("cost_usd").GetDecimal().ShouldBe(0.000042m);
        (await team.At(there.Http).ReceiptAsync(answer.RequestId)).GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Fact]
    [Trait("Promise", "P-6")]
    public async Task A_key_revoked_at_one_node_is_refused_at_the_other_within_a_second()
    {
        var team = await PortalTeam.SignUpAsync(here.Http);
        var caller = await team.MintAsync();
        (await caller.At(there.Http).GetAsync("/v1/models")).ShouldBe(200);

        await team.Api.DeleteAsync($"/v1/keys/{caller.Id}");
        var revoked = Stopwatch.GetTimestamp();
        GatewayAnswer answer;
        do answer = await caller.At(there.Http).GetAsync("/v1/models");
        while (answer.Status == 200 && Stopwatch.GetElapsedTime(revoked) < TimeSpan.FromSeconds(5));

        answer.ShouldBe(401, "INVALID_KEY");
        Stopwatch.GetElapsedTime(revoked).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    [Trait("Promise", "P-10")]
    public async Task A_cap_that_is_used_up_at_one_node_is_reached_at_the_other()
    {
        var team = await PortalTeam.SignUpAsync(here.Http);
        var caller = await team.MintAsync();
        var elsewhere = caller.At(there.Http);
        await team.CapOwnerAsync(0.001m);
        (await elsewhere.AskAsync(Caller.Asking("test/model"))).ShouldBe(200);

        // One after the other: calls at once would be refused for what they hold together, with less of the cap used up.
        var atOne = await UntilRefusedAsync(caller, TimeSpan.Zero);
        var atTheOther = await UntilRefusedAsync(elsewhere, TimeSpan.FromMilliseconds(200));

        // What these cost is far below the cap: the other node is refused for what was spent at this one.
        atTheOther.ShouldBeLessThan(atOne / 2);
    }

    [Fact]
    public async Task Names_that_one_store_would_not_take_are_stored_by_either()
    {
        var team = await PortalTeam.SignUpAsync(here.Http);
        var caller = await team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking("test/model", extra: $",\"user\":\"a\\u0000{new string('b', 126)}😀😀\""));

        (await team.ReceiptAsync(answer.RequestId)).GetProperty("user").GetString()!.ShouldStartWith("abbb");
    }

    /// <returns>How many calls were answered before one was refused for the cap.</returns>
    private static async Task<int> UntilRefusedAsync(Caller caller, TimeSpan pause)
    {
        for (var answered = 0; ; answered++)
        {
            var answer = await caller.AskAsync(Caller.Asking("test/model"));
            if (answer.Status == 200 && answered < 100)
            {
                await Task.Delay(pause, TestContext.Current.CancellationToken);
                continue;
            }

            answer.ShouldBe(402, "CAP_REACHED");
            return answered;
        }
    }
}
