using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Translation.Answers;

/// <summary>Stop sequences that a provider does not take are kept all the same.</summary>
public sealed class BlankStopTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    [Fact]
    public async Task A_stop_sequence_of_white_space_that_Anthropic_refuses_ends_the_answer_here()
    {
        gateway.ClaudeUpstream.Script(Replies.Json(MessagesWire.TextMessage("one\ntwo")));

        var answer = await (await gateway.Team.MintAsync()).PostAsync(
            Caller.Completions, $$"""{"model":"{{ResponsesHost.Claude}}","stop":["\n","END"],"messages":[{"role":"user","content":"x"}]}""");

        gateway.ClaudeUpstream.LastRequest.Json.GetProperty("stop_sequences").GetRawText().ShouldBe("""["END"]""");
        answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("one");
    }
}
