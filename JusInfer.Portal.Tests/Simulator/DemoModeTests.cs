using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>Without a usable provider the embedded simulator answers through the same gateway, and every answer is marked.</summary>
[Trait("Promise", "P-28")]
public sealed class DemoModeTests : IAsyncLifetime
{
    private PortalHost portal = null!;

    public async ValueTask InitializeAsync() => portal = await PortalHost.StartAsync(
        new TestCatalog().Provider("absent", "http://127.0.0.1:9/v1", apiKeyEnv: "JUSINFER_TEST_NOWHERE").Model("test/model", ["absent:model"]));

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task An_answer_is_marked_as_simulated_in_text_header_and_usage_record()
    {
        var team = await portal.SignUpAsync();
        var answer = await (await team.MintAsync()).AskAsync(Caller.Asking("test/model"));

        answer.ShouldBe(200);
        answer["x-jusinfer-simulated"].ShouldBe("true");
        answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!.ShouldStartWith("[simulated]");
        var receipt = await team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("simulated").GetBoolean().ShouldBeTrue();
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_stream_is_marked_as_simulated()
    {
        var answer = await (await (await portal.SignUpAsync()).MintAsync()).AskAsync(Caller.Streaming("auto", extra: ",\"stream_options\":{\"include_usage\":true}"));

        answer["x-jusinfer-simulated"].ShouldBe("true");
        answer.StreamedText.ShouldStartWith("[simulated]");
        answer.IsDone.ShouldBeTrue();
        answer.Chunks[^1].GetProperty("x_jusinfer").GetProperty("model").GetString().ShouldBe("test/model");
    }

    [Fact]
    public async Task A_request_that_the_simulator_rejects_gets_status_400()
    {
        var answer = await (await (await portal.SignUpAsync()).MintAsync()).AskAsync("""{"model":"test/model","messages":[{"role":"robot","content":"x"}]}""");

        answer.Status.ShouldBe(400, answer.Body);
    }
}
