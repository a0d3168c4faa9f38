using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.FaultInjection;

/// <summary>Faults can be injected without a real provider, into responses of the embedded simulator.</summary>
public sealed class SimulatorFaultTests : IAsyncLifetime
{
    private PortalHost portal = null!;
    private PortalTeam team = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("simulator", "http://simulator.invalid", timeoutSeconds: 1, dialect: "simulator").Model("test/model", ["simulator:model"]));
        team = await portal.SignUpAsync();
        caller = await team.MintAsync(new { name = "faults", sandbox = true });
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData("429x3", "4")]
    [InlineData("cut@10", "2")]
    [InlineData("stall@10", "2")]
    [InlineData("malformed@10", "2")]
    [InlineData("slow-first=10ms", "1")]
    [InlineData("500,cut@10,slow-first=1ms", "3")]
    public async Task A_fault_before_the_first_content_is_invisible(string faults, string attempts)
    {
        var answer = await caller.AskAsync(Caller.Streaming("test/model"), ("X-JusInfer-Chaos", faults));

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
    public async Task A_fault_in_a_stream_is_resumed_and_reported(string faults, int attempts)
    {
        var body = Caller.Streaming("test/model", extra: ",\"stream_options\":{\"include_usage\":true}");
        var original = await caller.AskAsync(body);

        var answer = await caller.AskAsync(body, ("X-JusInfer-Chaos", faults));

        answer.StreamedText.ShouldBe(original.StreamedText);
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
    public async Task Without_resumption_a_fault_ends_the_stream_with_an_error(string fault)
    {
        var answer = await caller.AskAsync(Caller.Streaming("test/model"), ("X-JusInfer-Chaos", $"{fault}@1500"), ("X-JusInfer-Resume", "off"));

        answer.ShouldBe(200);
        answer.StreamedText.ShouldStartWith("[simulated]");
        answer.IsDone.ShouldBeFalse();
        answer.Chunks[^1].GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
    }
}
