using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// A request with <c>compaction</c> wants a summary, signed by Anthropic, instead of an answer (vercel/ai#21263,
/// can1357/oh-my-pi#11641). Clients that get an error can summarize the conversation themselves; an answer in its place has no block.
/// </summary>
public sealed class RequestedCompactionTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    private const string Compaction = ",\"compaction\":{\"type\":\"summarize\"}";

    [Theory]
    [InlineData(Compaction)]
    [InlineData(",\"compaction\":{\"type\":\"summarize\",\"instructions\":\"keep the names\"},\"stream\":true")]
    [InlineData(",\"compaction\":{}")]
    public async Task It_is_rejected_for_a_model_of_another_dialect(string extra)
    {
        gateway.Chat.Script();

        var answer = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Gpt, extra));

        answer.ShouldBe(400);
        answer.Code.ShouldBe("UNSUPPORTED");
        answer.Param.ShouldBe("compaction");
        answer.Error.GetProperty("type").GetString().ShouldBe("invalid_request_error");
        answer.Message.ShouldContain("Ask for the summary in a message");
        gateway.Chat.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_goes_to_the_endpoint_of_Anthropics_dialect_if_the_model_has_one()
    {
        const string Block = """{"type":"compaction","content":"they said hello","signature":"EuYBCkQY"}""";
        gateway.Chat.Script();
        gateway.Claude.Script(Replies.Json(MessagesWire.Message(Block, "compaction")));

        var answer = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Mixed, Compaction));

        answer.ShouldBe(200);
        answer.Json.GetProperty("content")[0].GetRawText().ShouldBe(Block);
        answer.Json.GetProperty("stop_reason").GetString().ShouldBe("compaction");
        gateway.Chat.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Null_asks_for_nothing()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Gpt, ",\"compaction\":null"))).ShouldBe(200);
    }
}
