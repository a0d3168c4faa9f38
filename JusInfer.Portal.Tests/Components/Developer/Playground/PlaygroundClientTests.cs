using System.Text.Json.Nodes;
using JusInfer.Portal.Components.Developer.Playground;
using JusInfer.Portal.Gateway.Demo;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer.Playground;

/// <summary>The playground's client against the gateway of the same process, over its socket, with calls that the simulator answers.</summary>
public sealed class PlaygroundClientTests : IAsyncLifetime
{
    private PortalHost portal = null!;
    private PortalTeam team = null!;
    private Caller key = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var catalog = new TestCatalog().Provider("simulator", "http://simulator.invalid", dialect: "simulator").Model("test/model", ["simulator:model"]);
        portal = await PortalHost.StartAsync(catalog, ("Simulator:TokenDelay", "00:00:00.005"));
        team = await portal.SignUpAsync();
        key = await team.MintAsync(new { name = "Playground", sandbox = true });
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task An_answer_has_its_text_time_tokens_and_cost_from_the_wire()
    {
        var answer = await AskAsync(NewRequest());

        var state = answer.State;
        state.Error.ShouldBeNull();
        state.Phase.ShouldBe(ResponsePhase.Complete);
        TextOf(answer.Take()).ShouldStartWith("[simulated]");
        state.FirstTokenMs!.Value.ShouldBeLessThanOrEqualTo(state.DurationMs!.Value);
        state.Model.ShouldBe("test/model");
        state.Provider.ShouldBe("simulator");
        state.FinishReason.ShouldBe("stop");
        state.Attempts.ShouldBe(1);
        state.IsResumed.ShouldBeFalse();
        var receipt = await team.ReceiptAsync(state.RequestId!);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(state.CostUsd!.Value);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(state.InputTokens!.Value);
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(state.OutputTokens!.Value);
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_mid_stream_is_resumed_and_the_text_is_whole()
    {
        var original = TextOf((await AskAsync(NewRequest())).Take());
        using var cut = portal.Services.GetRequiredService<UpstreamCuts>().Prepare();
        var answer = new PlaygroundResponse("test/model");
        var isCut = false;
        answer.Changed += () =>
        {
            if (isCut || answer.State.FirstTokenMs is null) return;
            isCut = true;
            cut.Cut();
        };

        await Client.RunAsync(NewRequest(), new Secret(key.Key), [cut.Header], answer, Token);

        var pieces = answer.Take();
        TextOf(pieces).ShouldBe(original);
        pieces.Single(static piece => piece.Kind is PieceKind.Notice).Text.ShouldBe("Stream resumed, attempt 2 at simulator");
        answer.State.Phase.ShouldBe(ResponsePhase.Complete);
        answer.State.IsResumed.ShouldBeTrue();
        answer.State.Attempts.ShouldBe(2);
        var receipt = await team.ReceiptAsync(answer.State.RequestId!);
        receipt.GetProperty("attempt_log").EnumerateArray().Select(static attempt => attempt.GetProperty("outcome").GetString()).ShouldBe(["broken", "answered"]);
    }

    [Fact]
    public async Task A_cut_needs_a_sandbox_key()
    {
        using var cut = portal.Services.GetRequiredService<UpstreamCuts>().Prepare();
        var ordinary = await team.MintAsync();
        var answer = new PlaygroundResponse("test/model");

        await Client.RunAsync(NewRequest(), new Secret(ordinary.Key), [cut.Header], answer, Token);

        answer.State.Error!.Message.ShouldContain("sandbox");
    }

    [Fact]
    public async Task A_signal_of_another_process_cuts_nothing()
    {
        var answer = new PlaygroundResponse("test/model");

        await Client.RunAsync(NewRequest(), new Secret(key.Key), [new("X-JusInfer-Chaos", "cut=00112233445566778899aabbccddeeff")], answer, Token);

        answer.State.Phase.ShouldBe(ResponsePhase.Complete);
        answer.State.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_rejected_call_has_its_code_and_its_sentence()
    {
        var answer = await AskAsync(NewRequest("no/such-model"));

        answer.State.Phase.ShouldBe(ResponsePhase.Failed);
        answer.State.Error!.Status.ShouldBe(404);
        answer.State.Error.Code.ShouldBe("MODEL_NOT_FOUND");
        answer.State.Error.Message.ShouldContain("no/such-model");
        answer.State.Error.Help.ShouldBe("/docs/errors/#model_not_found");
    }

    [Fact]
    public async Task A_stopped_call_says_so_and_has_a_receipt()
    {
        using var stop = new CancellationTokenSource();
        var answer = new PlaygroundResponse("test/model");
        answer.Changed += () =>
        {
            if (answer.State.FirstTokenMs is not null) stop.Cancel();
        };

        await Client.RunAsync(NewRequest(), new Secret(key.Key), [], answer, stop.Token);

        answer.State.Phase.ShouldBe(ResponsePhase.Stopped);
        (await team.ReceiptAsync(answer.State.RequestId!)).GetProperty("attempts").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task No_prompt_and_no_key_is_logged()
    {
        await AskAsync(NewRequest(prompt: "a planted prompt"));

        portal.Logs.Lines.ShouldNotContain(line => line.Contains("planted", StringComparison.Ordinal) || line.Contains(key.Key, StringComparison.Ordinal));
    }

    private PlaygroundClient Client => portal.Services.GetRequiredService<PlaygroundClient>();

    private async Task<PlaygroundResponse> AskAsync(JsonObject request)
    {
        var answer = new PlaygroundResponse("test/model");
        await Client.RunAsync(request, new Secret(key.Key), [], answer, Token);
        return answer;
    }

    private static JsonObject NewRequest(string model = "test/model", string prompt = "Tell me a story in ten sentences.")
    {
        var request = new PlaygroundInput { Prompt = prompt }.Read(new ValidationErrors())!;
        request["model"] = model;
        return request;
    }

    private static string TextOf(IEnumerable<ResponsePiece> pieces) => string.Concat(pieces.Where(static piece => piece.Kind is PieceKind.Text).Select(static piece => piece.Text));
}
