using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Half a surrogate pair, which agents leave when they cut long output in the middle of a character (sst/opencode#17758): providers answer
/// 400 to every further turn.
/// </summary>
[Trait("Promise", "P-1")]
public sealed class SurrogateRuleTests(RuleHost host) : IClassFixture<RuleHost>
{
    public static MatrixTheoryData<string, string> Ways => new(["chat", "messages", "responses"], ["chat", "messages", "responses"]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Half_a_pair_is_replaced_wherever_text_goes_out(string client, string upstream)
    {
        var (answer, sent) = await host.SendAsync(client, upstream, $"{Prompt(client)},\"user\":\"me \\ude00\"");

        sent.Text.ShouldNotContain("\\ud83d\"");
        sent.Text.ShouldNotContain("\\ude00\"");
        (sent.Text.Contains("cut \\ufffd") || sent.Text.Contains("cut \ufffd")).ShouldBeTrue(sent.Text);
        (await host.AdjustedAsync(answer)).ShouldBe("surrogates");
    }

    [Theory]
    [InlineData("""{"a":"\ud83d"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"a":"x\uD83Dy\uDE00"}""", """{"a":"x\ufffdy\ufffd"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\ufffd\ud83d\ude00"}""")]
    [InlineData("""{"\udc00":["\ud800",{"b":"\udbff\n"}]}""", """{"\ufffd":["\ufffd",{"b":"\ufffd\n"}]}""")]
    [InlineData("""{"a":"\ud83d\ude00 \\ud83d \\\\ude00 \u00e9"}""", """{"a":"\ud83d\ude00 \\ud83d \\\\ude00 \u00e9"}""")]
    [InlineData("""{"a":"\\\ud83d"}""", """{"a":"\\\ufffd"}""")]
    [InlineData(
        """{"thinking":"\ud83d","signature":"s","type":"thinking"}""", """{"thinking":"\ud83d","signature":"s","type":"thinking"}""")]
    [InlineData("""{"type":"redacted_thinking","data":"\ud83d"}""", """{"type":"redacted_thinking","data":"\ud83d"}""")]
    [InlineData("""[{"type":"reasoning.text","signature":"\ud83d"}]""", """[{"type":"reasoning.text","signature":"\ud83d"}]""")]
    [InlineData(
        """[[],{"source":{"type":"text","data":"cut \ud83d"}}]""", """[[],{"source":{"type":"text","data":"cut \ufffd"}}]""")]
    [InlineData(
        """{"type":"tool_use","input":{"data":"\ud83d","thinking":"\ud83d"}}""",
        """{"type":"tool_use","input":{"data":"\ufffd","thinking":"\ufffd"}}""")]
    [InlineData(
        """{"type":"thinking","x":[{"signature":"\ud83d"}],"signature":"\ud83d"}""",
        """{"type":"thinking","x":[{"signature":"\ufffd"}],"signature":"\ud83d"}""")]
    [InlineData("""{"encrypted_content":"\ud83d","text":"\ud83d"}""", """{"encrypted_content":"\ud83d","text":"\ufffd"}""")]
    [InlineData("""{"a":"\ud83d""", """{"a":"\ud83d""")]
    public void Pairs_and_signed_reasoning_stay(string before, string after)
    {
        var json = Encoding.UTF8.GetBytes(before);

        UnpairedSurrogates.Replace(json).ShouldBe(before != after);

        Encoding.UTF8.GetString(json).ShouldBe(after);
    }

    /// <summary>The search examines 32 bytes at once. What looks like half a pair (Korean text, an escaped backslash) stays.</summary>
    [Theory]
    [InlineData("""\ud83d""", true)]
    [InlineData("""\uDE00""", true)]
    [InlineData("""\ud55c\uDBFF""", true)]
    [InlineData("""\ud7a3\uD55C""", false)]
    [InlineData("""\\ud83d""", false)]
    public void Half_a_pair_is_found_at_every_offset(string escape, bool isHalf)
    {
        for (var offset = 0; offset < 150; offset++)
        {
            var text = $$"""{"a":"{{new string('x', offset)}}{{escape}}{{new string('y', 150 - offset)}}"}""";
            var json = Encoding.UTF8.GetBytes(text);

            UnpairedSurrogates.Replace(json).ShouldBe(isHalf, text);

            Encoding.UTF8.GetString(json).Contains("\\ufffd", StringComparison.Ordinal).ShouldBe(isHalf);
        }
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    public async Task Half_a_pair_in_the_text_of_arguments_is_replaced_where_they_become_an_object(string client)
    {
        const string Arguments = """ "{\"x\":\"cut \\ud83d\",\"y\":\"\\ud83d\\ude00\"}" """;
        var fields = client == "chat"
            ? $$"""
              "messages":[{"role":"user","content":"u"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
              "function":{"name":"f","arguments":{{Arguments}} } }]},{"role":"tool","tool_call_id":"c1","content":"r"}]
              """
            : $$"""
              "input":[{"role":"user","content":"u"},{"type":"function_call","call_id":"c1","name":"f","arguments":{{Arguments}}},
              {"type":"function_call_output","call_id":"c1","output":"r"}]
              """;

        var (_, sent) = await host.SendAsync(client, "messages", fields);

        var input = sent.Json.GetProperty("messages")[1].GetProperty("content")[0].GetProperty("input");
        input.GetProperty("x").GetString().ShouldBe("cut \uFFFD");
        input.GetProperty("y").GetString().ShouldBe("\U0001F600");
    }

    private static string Prompt(string client) => client switch
    {
        "responses" => "\"input\":\"cut \\ud83d\"",
        "messages" => "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"cut \\ud83d\"}]",
        _ => "\"messages\":[{\"role\":\"user\",\"content\":\"cut \\ud83d\"}]",
    };
}
