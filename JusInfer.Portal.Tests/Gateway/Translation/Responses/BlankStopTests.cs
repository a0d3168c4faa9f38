using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Translation.Responses;

/// <summary>The gateway applies stop sequences that a provider rejects.</summary>
public sealed class BlankStopTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    [Fact]
    public async Task A_stop_sequence_of_white_space_which_Anthropic_rejects_ends_the_answer()
    {
        gateway.ClaudeUpstream.Script(Replies.Json(MessagesWire.TextMessage("one\ntwo")));

        var answer = await (await gateway.Team.MintAsync()).PostAsync(
            Caller.Completions, $$"""{"model":"{{ResponsesHost.Claude}}","stop":["\n","END"],"messages":[{"role":"user","content":"x"}]}""");

        gateway.ClaudeUpstream.LastRequest.Json.GetProperty("stop_sequences").GetRawText().ShouldBe("""["END"]""");
        answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("one");
    }
}
