using System.Text;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;
using JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

/// <summary>A stream is gone on with unless one of these stands against it.</summary>
public sealed class ResumeBlockerTests
{
    private const string Stream = "\"model\":\"m\",\"stream\":true";
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
    private const string Json = ",\"response_format\":{\"type\":\"json_object\"}";

    [Theory]
    [InlineData("")]
    [InlineData(",\"n\":1")]
    [InlineData(",\"n\":null")]
    [InlineData(",\"n\":\"two\"")]
    [InlineData(",\"logprobs\":false")]
    public void Nothing_stands_against_a_stream_of_text(string fields) => Of($"{{{Stream},{Messages}{fields}}}", "It says").ShouldBe("none");

    [Fact]
    public void Nothing_stands_against_the_other_dialects_streams()
    {
        Of($"{{{Stream},\"max_tokens\":5,{Messages}}}", "It says", BrokenOff.MessagesDoor).ShouldBe("none");
        Of($"{{{Stream},\"input\":\"x\"}}", "It says", BrokenOff.ResponsesDoor).ShouldBe("none");
    }

    [Fact]
    public void Whoever_opted_out_is_left_alone() => Of($"{{{Stream},{Messages}}}", "It says", controls: new CallControls { MayResume = false }).ShouldBe("opted_out");

    [Fact]
    public void What_streams_no_conversation_is_asked_again_by_its_caller()
    {
        Of($"{{\"model\":\"m\",{Messages}}}", "").ShouldBe("no_conversation");
        Of($"{{{Stream},\"prompt\":\"x\"}}", "It says", new CompletionsClientDialect()).ShouldBe("no_conversation");
        Of("""{"model":"m","input":"x"}""", "", new EmbeddingsClientDialect()).ShouldBe("no_conversation");
    }

    [Theory]
    [InlineData(",\"n\":2")]
    [InlineData(",\"logprobs\":true")]
    public void What_is_more_than_text_cannot_be_gone_on_with(string fields) => Of($"{{{Stream},{Messages}{fields}}}", "It says").ShouldBe("more_than_text");

    [Fact]
    public void What_was_given_of_more_than_text_counts_whatever_was_asked()
    {
        var call = CallOf($"{{{Stream},{Messages}}}", "It says");
        call.Transcript.MoreThanText();

        ResumeBlockers.Of(call).ShouldBe(ResumeBlocker.MoreThanText);
    }

    [Fact]
    public void A_text_without_end_is_neither_kept_nor_gone_on_with() =>
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
    public void Json_must_have_begun_as_such(string escaped, string word) => Of($"{{{Stream},{Messages}{Json}}}", escaped).ShouldBe(word);

    [Theory]
    [InlineData("{\"a\":[1,2]} \n", true)]
    [InlineData("\"text\"", true)]
    [InlineData("{\"a\":[1,2]", false)]
    [InlineData("{\"a\":1}{\"a\":1}", false)]
    [InlineData("", false)]
    public void A_document_is_whole_or_it_is_not(string text, bool isWhole) => PartialJson.IsComplete(text).ShouldBe(isWhole);

    [Fact]
    public void Every_obstacle_has_a_word_of_its_own()
    {
        string[] words = [.. Enum.GetValues<ResumeBlocker>().Select(static obstacle => obstacle.Word())];

        words.Distinct().ShouldBe(words);
    }

    private static string Of(string body, string escaped, IClientDialect? door = null, CallControls? controls = null) => ResumeBlockers.Of(CallOf(body, escaped, door, controls)).Word();

    private static Call CallOf(string body, string escaped, IClientDialect? door = null, CallControls? controls = null)
    {
        door ??= BrokenOff.ChatDoor;
        var (request, error) = door.Read(Encoding.UTF8.GetBytes(body));
        error.ShouldBeNull(body);
        var call = ACall.Of(door, request!, controls: controls);
        call.Transcript.Text(Encoding.UTF8.GetBytes(escaped));
        return call;
    }
}
