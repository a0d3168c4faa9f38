using System.Diagnostics;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Two nodes on one PostgreSQL database: a change on one node applies on the other.</summary>
[Slow]
public sealed class SharedStoreTests(PostgresCluster cluster) : IAsyncLifetime
{
    private ScriptedUpstream upstream = null!;
    private PortalHost nodeA = null!;
    private PortalHost nodeB = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        var store = ("ConnectionStrings:Store", await cluster.NewDatabaseAsync());
        nodeA = await PortalHost.StartAsync(catalog, store);
        nodeB = await PortalHost.StartAsync(catalog, store);
    }

    public async ValueTask DisposeAsync()
    {
        await nodeB.DisposeAsync();
        await nodeA.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_key_works_on_both_nodes_and_both_show_its_calls()
    {
        var team = await PortalTeam.SignUpAsync(nodeA.Http);
        var caller = await team.MintAsync();

        var answer = await caller.At(nodeB.Http).AskSlowStoreAsync(Caller.Asking("test/model"));

        answer.ShouldBe(200);
        (await team.ReceiptAsync(answer.RequestId)).GetProperty("cost_usd").GetDecimal().ShouldBe(0.000042m);
        (await team.At(nodeB.Http).ReceiptAsync(answer.RequestId)).GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Fact]
    [Trait("Promise", "P-6")]
    public async Task A_key_revoked_on_one_node_is_rejected_on_the_other_within_a_second()
    {
        var team = await PortalTeam.SignUpAsync(nodeA.Http);
        await Promptly.WithinAsync(TimeSpan.FromSeconds(1), async () =>
        {
            var caller = (await team.MintAsync()).At(nodeB.Http);
            (await caller.GetAsync("/v1/models")).ShouldBe(200);
            await team.Api.DeleteAsync($"/v1/keys/{caller.Id}");
            return async () =>
            {
                GatewayAnswer answer = null!;
                await Eventually.TrueAsync(async () => (answer = await caller.GetAsync("/v1/models")).Status != 200);
                answer.ShouldBe(401, "INVALID_KEY");
            };
        });
    }

    [Fact] // An overlap that only one cache knew: BerriAI/litellm#27193
    public async Task A_secret_that_was_replaced_on_one_node_is_rejected_on_the_other_and_the_new_one_works_there_at_once()
    {
        var team = await PortalTeam.SignUpAsync(nodeA.Http);
        var first = await team.MintAsync();
        (await first.At(nodeB.Http).GetAsync("/v1/models")).ShouldBe(200);

        var second = await team.RotateAsync(first, overlapSeconds: 3600);
        (await second.At(nodeB.Http).GetAsync("/v1/models")).ShouldBe(200);
        (await first.At(nodeB.Http).GetAsync("/v1/models")).ShouldBe(200);
        var third = await team.RotateAsync(second);

        (await third.At(nodeB.Http).GetAsync("/v1/models")).ShouldBe(200);
        foreach (var ended in new[] { first, second })
            await Eventually.TrueAsync(async () => (await ended.At(nodeB.Http).GetAsync("/v1/models")).Status == 401);
    }

    [Fact]
    public async Task A_run_that_is_paused_on_one_node_is_rejected_on_the_other_until_it_is_resumed()
    {
        var team = await PortalTeam.SignUpAsync(nodeA.Http);
        var (caller, run) = (await team.MintAsync(), ("X-JusInfer-Session", "stuck"));
        var callerOnB = caller.At(nodeB.Http);
        (await callerOnB.AskSlowStoreAsync(Caller.Asking("test/model"), run)).ShouldBe(200);
        await Eventually.TrueAsync(async () => (await caller.AskSlowStoreAsync(Caller.Asking("test/model"), run)).Status != 200);

        (await UntilAsync(403)).ShouldBe(403, "RUN_PAUSED");
        (await team.At(nodeB.Http).Api.PostAsync("/v1/runs/stuck/resume", new { })).ShouldBe(200);
        (await callerOnB.AskSlowStoreAsync(Caller.Asking("test/model"), run)).ShouldBe(200);

        async Task<GatewayAnswer> UntilAsync(int status)
        {
            // The name promises no time: as long as a busy machine may take.
            var start = Stopwatch.GetTimestamp();
            GatewayAnswer answer;
            do answer = await callerOnB.AskSlowStoreAsync(Caller.Asking("test/model", $"{Guid.NewGuid()}"), run);
            while (answer.Status != status && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
            return answer;
        }
    }

    [Fact]
    [Trait("Promise", "P-3")]
    public async Task Signing_out_on_one_node_ends_the_session_on_the_other_within_a_second()
    {
        await Promptly.WithinAsync(TimeSpan.FromSeconds(1), async () =>
        {
            var team = await PortalTeam.SignUpAsync(nodeA.Http);
            (await team.At(nodeB.Http).Api.GetAsync("/v1/tenant")).ShouldBe(200);
            return async () =>
            {
                var noticed = new TaskCompletionSource();
                using var subscription = nodeB.Services.GetRequiredService<Signal<AccessChanged>>().Subscribe(_ => noticed.TrySetResult());
                (await team.Api.PostAsync("/v1/auth/logout", new { })).ShouldBe(204);
                (await team.At(nodeB.Http).Api.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
                await noticed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            };
        });
    }

    [Fact]
    [Trait("Promise", "P-10")]
    public async Task A_cap_that_is_used_up_on_one_node_is_reached_on_the_other()
    {
        var team = await PortalTeam.SignUpAsync(nodeA.Http);
        var caller = await team.MintAsync();
        var callerOnB = caller.At(nodeB.Http);
        await team.CapOwnerAsync(0.001m);
        (await callerOnB.AskSlowStoreAsync(Caller.Asking("test/model"))).ShouldBe(200);

        // One after the other: concurrent calls would be rejected for the sum of their holds, before the cap is used up.
        var onNodeA = await UntilRejectedAsync(caller, TimeSpan.Zero);
        var onNodeB = await UntilRejectedAsync(callerOnB, TimeSpan.FromMilliseconds(200));

        // These calls cost far less than the cap: the second node rejects because of the spend on the first.
        onNodeB.ShouldBeLessThan(onNodeA / 2);
    }

    [Fact]
    public async Task Text_that_one_database_would_reject_is_stored_by_both()
    {
        var team = await PortalTeam.SignUpAsync(nodeA.Http);
        var caller = await team.MintAsync();

        var user = $",\"user\":\"a\\u0000{new string('b', 126)}😀😀\"";
        var answer = await caller.AskSlowStoreAsync(Caller.Asking("test/model", extra: user));

        (await team.ReceiptAsync(answer.RequestId)).GetProperty("user").GetString()!.ShouldStartWith("abbb");
    }

    /// <returns>The number of successful calls before one was rejected because of the cap.</returns>
    private static async Task<int> UntilRejectedAsync(Caller caller, TimeSpan pause)
    {
        for (var answered = 0; ; answered++)
        {
            var answer = await caller.AskSlowStoreAsync(Caller.Asking("test/model"));
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
