using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Drills;

/// <summary>Drills need no provider: the embedded simulator is struck like any other.</summary>
public sealed class SimulatorDrillTests : IAsyncLifetime
{
    private PortalHost portal = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("simulator", "http://simulator.invalid", patience: 1, dialect: "simulator").Model("test/model", ["simulator:model"]));
        caller = await (await portal.SignUpAsync()).MintAsync(new { name = "drills", sandbox = true });
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
