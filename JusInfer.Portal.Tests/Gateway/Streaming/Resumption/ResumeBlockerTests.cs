using System.Text;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;
using JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

public sealed class ResumeBlockerTests
{
    private const string Stream = "\"model\":\"m\",\"stream\":true";
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
    private const string Json = ",\"response_format\":{\"type\":\"json_object\"}";

    [Theory]
    [InlineData("")]
    [InlineData(",\"n\":1")]
    [InlineData(",\"n\":null")]
    [InlineData(",\"logprobs\":false")]
    public void A_stream_of_text_can_be_resumed(string fields) => Of($"{{{Stream},{Messages}{fields}}}", "It says").ShouldBe("none");

    [Fact]
    public void Streams_of_the_other_dialects_can_be_resumed()
    {
        Of($"{{{Stream},\"max_tokens\":5,{Messages}}}", "It says", InterruptedCalls.MessagesClient).ShouldBe("none");
        Of($"{{{Stream},\"input\":\"x\"}}", "It says", InterruptedCalls.ResponsesClient).ShouldBe("none");
    }

    [Fact]
    public void Resumption_can_be_disabled_per_call() => Of($"{{{Stream},{Messages}}}", "It says", controls: new CallControls { MayResume = false }).ShouldBe("opted_out");

    [Fact]
    public void Calls_other_than_streamed_conversations_are_not_resumed()
    {
        Of($"{{\"model\":\"m\",{Messages}}}", "").ShouldBe("no_conversation");
        Of($"{{{Stream},\"prompt\":\"x\"}}", "It says", new CompletionsClientDialect()).ShouldBe("no_conversation");
        Of("""{"model":"m","input":"x"}""", "", new EmbeddingsClientDialect()).ShouldBe("no_conversation");
    }

    [Theory]
    [InlineData(",\"n\":2")]
    [InlineData(",\"logprobs\":true")]
    public void Several_choices_and_logprobs_cannot_be_continued(string fields) => Of($"{{{Stream},{Messages}{fields}}}", "It says").ShouldBe("more_than_text");

    [Fact]
    public void Delivered_content_other_than_text_blocks_resumption_whatever_was_requested()
    {
        var call = CallOf($"{{{Stream},{Messages}}}", "It says");
        call.Transcript.AddUnresumable();

        ResumeBlockers.Of(call).ShouldBe(ResumeBlocker.MoreThanText);
    }

    [Fact]
    public void A_text_that_exceeds_the_limit_is_not_kept() =>
        Of($"{{{Stream},{Messages}}}", new string('x', 5_000_000)).ShouldBe("more_than_text");

    [Theory]
    [InlineData("{\\\"a\\\": [1, tru", "none")]
    [InlineData("{\\\"a\\\": \\\"b\\\\u00", "none")]
    [InlineData(" {\\\"a\\\":1} \\n", "none")]
    [InlineData("", "none")]
    [InlineData("Here it is: {", "broken_json")]
    [InlineData("```json\\n{", "broken_json")]
    [InlineData("{\\\"a\\\":1} So", "broken_json")]
    [InlineData("{\\\"a\\\":1,}", "broken_json")]
    public void JSON_can_be_continued_only_from_a_valid_prefix(string escaped, string code) => Of($"{{{Stream},{Messages}{Json}}}", escaped).ShouldBe(code);

    [Theory]
    [InlineData("{\"a\":[1,2]} \n", true)]
    [InlineData("\"text\"", true)]
    [InlineData("{\"a\":[1,2]", false)]
    [InlineData("{\"a\":1}{\"a\":1}", false)]
    [InlineData("", false)]
    public void A_complete_JSON_document_is_recognized(string text, bool isComplete) => PartialJson.IsComplete(text).ShouldBe(isComplete);

    [Fact]
    public void Every_reason_has_a_code_of_its_own()
    {
        string[] codes = [.. Enum.GetValues<ResumeBlocker>().Select(static blocker => blocker.Code())];

        codes.Distinct().ShouldBe(codes);
    }

    private static string Of(string body, string escaped, IClientDialect? client = null, CallControls? controls = null) => ResumeBlockers.Of(CallOf(body, escaped, client, controls)).Code();

    private static Call CallOf(string body, string escaped, IClientDialect? client = null, CallControls? controls = null)
    {
        client ??= InterruptedCalls.ChatClient;
        client.Read(Encoding.UTF8.GetBytes(body), new DefaultHttpContext().Request).TryGet(out var request, out var error);
        error.ShouldBeNull(body);
        var call = TestCalls.Create(client, request!, controls: controls);
        call.Transcript.AddText(Encoding.UTF8.GetBytes(escaped));
        return call;
    }
}
