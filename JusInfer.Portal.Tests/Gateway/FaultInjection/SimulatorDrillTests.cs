using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.FaultInjection;

/// <summary>Drills need no provider: the embedded simulator is struck like any other.</summary>
public sealed class SimulatorDrillTests : IAsyncLifetime
{
    private PortalHost portal = null!;
    private PortalTeam team = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("simulator", "http://simulator.invalid", timeoutSeconds: 1, dialect: "simulator").Model("test/model", ["simulator:model"]));
        team = await portal.SignUpAsync();
        caller = await team.MintAsync(new { name = "drills", sandbox = true });
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData("429x3", "4")]
    [InlineData("cut@10", "2")]
    [InlineData("stall@10", "2")]
    [InlineData("malformed@10", "2")]
    [InlineData("slow-first=10ms", "1")]
    [InlineData("500,cut@10,slow-first=1ms", "3")]
    public async Task What_strikes_before_the_first_content_is_unseen(string drills, string attempts)
    {
        var answer = await caller.AskAsync(Caller.Streaming("test/model"), ("X-JusInfer-Chaos", drills));

        answer.ShouldBe(200);
        answer.StreamedText.ShouldStartWith("[simulated]");
        answer.IsDone.ShouldBeTrue();
        answer["x-jusinfer-attempts"].ShouldBe(attempts);
    }

    [Theory]
    [InlineData("cut@1500", 2)]
    [InlineData("stall@1500", 2)]
    [InlineData("malformed@1500", 2)]
    [InlineData("cut@1500x2", 3)]
    [Trait("Promise", "P-25")]
    public async Task What_strikes_in_the_midst_is_gone_on_with_and_shows(string drills, int attempts)
    {
        var body = Caller.Streaming("test/model", extra: ",\"stream_options\":{\"include_usage\":true}");
        var undisturbed = await caller.AskAsync(body);

        var answer = await caller.AskAsync(body, ("X-JusInfer-Chaos", drills));

        answer.StreamedText.ShouldBe(undisturbed.StreamedText);
        answer.IsDone.ShouldBeTrue();
        for (var attempt = 2; attempt <= attempts; attempt++) answer.Body.ShouldContain($"\n\n: resumed with attempt {attempt} at simulator\n\n");
        answer.Chunks.Select(static chunk => chunk.GetProperty("id").GetString()).Distinct().ShouldHaveSingleItem();
        var extension = answer.Chunks[^1].GetProperty("x_jusinfer");
        extension.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        extension.GetProperty("attempts").GetInt32().ShouldBe(attempts);
        var receipt = await team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        string[] outcomes = [.. Enumerable.Repeat("broken", attempts - 1), "answered"];
        receipt.GetProperty("attempt_log").EnumerateArray().Select(static attempt => attempt.GetProperty("outcome").GetString()).ShouldBe(outcomes);
        var report = portal.Services.GetRequiredService<ProviderHealth>().Report();
        report.Resumptions.ShouldBe([new ResumptionStatus("attempted", null, 1), new ResumptionStatus("finished", null, 1)]);
        report.Endpoints.ShouldAllBe(endpoint => endpoint.State == EndpointState.Available && endpoint.LastFailure == null);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("stall")]
    [InlineData("malformed")]
    public async Task What_strikes_in_the_midst_ends_in_the_error_for_whoever_wants_no_other(string drill)
    {
        var answer = await caller.AskAsync(Caller.Streaming("test/model"), ("X-JusInfer-Chaos", $"{drill}@1500"), ("X-JusInfer-Resume", "off"));

        answer.ShouldBe(200);
        answer.StreamedText.ShouldStartWith("[simulated]");
        answer.IsDone.ShouldBeFalse();
        answer.Chunks[^1].GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
    }
}
